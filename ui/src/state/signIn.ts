import { create } from "zustand";
import type { AppError, SignInForm, SignInStarted } from "../bindings";
import { backend } from "../platform/backend";
import { asProblem } from "../platform/problem";
import { orgSignedIn } from "./orgs";

interface SignIn {
  /** The sign-in that waits for the browser. */
  waiting: SignInStarted | null;
  secondsLeft: number;
  /** Why the last one did not come about. */
  problem: AppError | null;
  /** What was last typed for one, so that a failed sign-in is not typed again. */
  form: SignInForm | null;
}

const idle = { waiting: null, secondsLeft: 0, problem: null };

/** Signing in to Salesforce by browser. It goes on when its page is left. */
export const useSignIn = create<SignIn>(() => ({ ...idle, form: null }));

const set = useSignIn.setState;

/** As often as a person notices. */
const LOOK_EVERY = 400;

/** Starts a sign-in, opens the browser and follows it to its end. */
export async function beginSignIn(form: SignInForm): Promise<void> {
  set({ ...idle, form });
  const started = await backend.beginSignIn(form);
  set({ waiting: started, secondsLeft: started.seconds });
  follow(started.handle);
  await openSignInPage();
}

/** Opens the page of the sign-in that waits, once more. */
export async function openSignInPage(): Promise<void> {
  const { waiting } = useSignIn.getState();
  if (!waiting) return;
  try {
    await backend.openUrl(waiting.address);
  } catch (reason) {
    // The sign-in still waits: its address can be copied.
    set({ problem: asProblem(reason) });
  }
}

/** Finishes the sign-in with the address the browser landed on; rejects when it is not one. */
export async function pasteLanding(address: string): Promise<void> {
  const { waiting } = useSignIn.getState();
  if (waiting) await backend.pasteSignIn(waiting.handle, address);
}

/** Gives the sign-in up. */
export async function cancelSignIn(): Promise<void> {
  const { waiting } = useSignIn.getState();
  set(idle);
  if (waiting) await backend.cancelSignIn(waiting.handle);
}

/** What was typed gives way to an org that was just opened from a file. */
export function forgetTyped(): void {
  set({ form: null, problem: null });
}

const isStill = (handle: string) => useSignIn.getState().waiting?.handle === handle;

function follow(handle: string): void {
  setTimeout(() => void look(handle), LOOK_EVERY);
}

async function look(handle: string): Promise<void> {
  if (!isStill(handle)) return;
  try {
    const state = await backend.signInState(handle);
    if (!isStill(handle)) return;
    if (state.phase === "waiting") {
      set({ secondsLeft: state.seconds_left });
      follow(handle);
      return;
    }
    set({ ...idle, problem: state.problem });
    if (state.org) await orgSignedIn();
  } catch (reason) {
    if (isStill(handle)) set({ ...idle, problem: asProblem(reason) });
  }
}
