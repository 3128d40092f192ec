import { create } from "zustand";
import type { AppError, OrgProfile, SignInForm, SignInStarted } from "../bindings";
import { backend } from "../platform/backend";
import { asProblem } from "../platform/problem";
import { orgSignedIn } from "./orgs";

interface SignIn {
  /** The sign-in that waits for the browser. */
  waiting: SignInStarted | null;
  secondsLeft: number;
  /** Why the last one did not come about. */
  problem: AppError | null;
  /** The org that the last one led to. */
  done: OrgProfile | null;
}

const idle: SignIn = { waiting: null, secondsLeft: 0, problem: null, done: null };

/** Signing in to Salesforce by browser. It goes on when its page is left. */
export const useSignIn = create<SignIn>(() => idle);

const set = useSignIn.setState;

/** As often as a person notices. */
const LOOK_EVERY = 400;

/** Starts a sign-in, opens the browser and follows it to its end. */
export async function beginSignIn(form: SignInForm): Promise<void> {
  set(idle);
  const started = await backend.beginSignIn(form);
  set({ waiting: started, secondsLeft: started.seconds });
  void follow(started.handle);
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

const isStill = (handle: string) => useSignIn.getState().waiting?.handle === handle;

async function follow(handle: string): Promise<void> {
  while (isStill(handle)) {
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY);
    });
    if (!isStill(handle)) return;
    try {
      const state = await backend.signInState(handle);
      if (!isStill(handle)) return;
      if (state.phase === "waiting") {
        set({ secondsLeft: state.seconds_left });
      } else {
        set({ ...idle, problem: state.problem, done: state.org });
        if (state.org) await orgSignedIn();
      }
    } catch (reason) {
      if (isStill(handle)) set({ ...idle, problem: asProblem(reason) });
    }
  }
}
