import type { AppError } from "../bindings";
import { asProblem } from "../platform/problem";

/** Something that is asked for, may fail, and whose last value stays in view meanwhile. */
export type Loadable<T> =
  | { state: "none"; value?: undefined; problem?: undefined }
  | { state: "loading"; value?: T | undefined; problem?: undefined }
  | { state: "ready"; value: T; problem?: undefined }
  | { state: "failed"; value?: T | undefined; problem: AppError };

/** As {@link latest}, for a component that keeps the steps itself. */
export function held<T>(put: (step: Loadable<T>) => void) {
  let now: Loadable<T> = none;
  return latest<T>(
    (step) => {
      now = step;
      put(step);
    },
    () => now,
  );
}

/** Nothing asked for yet. */
export const none: Loadable<never> = { state: "none" };

/**
 * Asks, and reports each step to `put`. A later question makes an earlier answer void, so that a
 * slow answer never overwrites a newer one.
 */
export function latest<T>(put: (step: Loadable<T>) => void, current: () => Loadable<T>) {
  let newest = 0;
  return {
    async ask(question: () => Promise<T>): Promise<void> {
      newest += 1;
      const mine = newest;
      put({ state: "loading", value: current().value });
      try {
        const value = await question();
        if (mine === newest) put({ state: "ready", value });
      } catch (reason) {
        if (mine === newest) put({ state: "failed", problem: asProblem(reason), value: current().value });
      }
    },
    /** Voids whatever is under way. */
    drop(): void {
      newest += 1;
      put(none);
    },
  };
}
