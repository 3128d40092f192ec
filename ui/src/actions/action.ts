import { create } from "zustand";
import type { AppError } from "../bindings";
import { asProblem } from "../platform/problem";
import type { IconName } from "../components/icons";

/** Something the user can do. Buttons, shortcuts and the palette all come from these. */
export interface Action {
  /** Its name, also its `data-testid` on buttons. */
  id: string;
  /** What it does, as its button says. */
  title: string | (() => string);
  /** Where the palette and the list of shortcuts put it. */
  group: "Workbook" | "Run" | "Results" | "Go to" | "Appearance" | "Help";
  icon?: IconName;
  /** More words to find it by. */
  words?: string;
  /** Its shortcut, `mod+o`; `mod` is ⌘ on a Mac, Ctrl elsewhere. */
  keys?: string;
  /** Whether it makes sense here; always, where it is left out. */
  when?: () => boolean;
  /** Why it cannot be done just now, for people; `null` when it can. `on` as for `run`. */
  blocked?: (on?: string) => string | null;
  /** Does it. `on` names a run where the action is not about the one in view. */
  run: (on?: string) => Promise<void> | void;
}

interface Deed {
  busy: boolean;
  problem: AppError | null;
}

interface Deeds {
  byKey: Record<string, Deed>;
}

const idle: Deed = { busy: false, problem: null };

/** What is under way and what went wrong, by action and what it was done on. */
export const useDeeds = create<Deeds>(() => ({ byKey: {} }));

/** The key of an action done on something. */
export function deedKey(action: Action, on?: string): string {
  return on ? `${action.id}:${on}` : action.id;
}

/** How an action fares, as one object that stays the same until it changes. */
export function deedOf(deeds: Deeds, action: Action, on?: string): Deed {
  return deeds.byKey[deedKey(action, on)] ?? idle;
}

function record(key: string, deed: Deed): void {
  useDeeds.setState((now) => ({ byKey: { ...now.byKey, [key]: deed } }));
}

/** Does an action, once at a time, and keeps what went wrong for the place that shows it. */
export async function perform(action: Action, on?: string): Promise<void> {
  const key = deedKey(action, on);
  if (deedOf(useDeeds.getState(), action, on).busy) return;
  if (action.when && !on && !action.when()) return;
  if (action.blocked?.(on)) return;
  record(key, { busy: true, problem: null });
  try {
    await action.run(on);
    record(key, idle);
  } catch (reason) {
    record(key, { busy: false, problem: asProblem(reason) });
  }
}

/** Takes a shown problem away. */
export function dismiss(action: Action, on?: string): void {
  record(deedKey(action, on), idle);
}

/** What the action is called right now. */
export function titleOf(action: Action): string {
  return typeof action.title === "string" ? action.title : action.title();
}
