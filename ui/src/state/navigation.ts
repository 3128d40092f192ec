import { create } from "zustand";
import type { RunId } from "../bindings";

/** Where the window is. */
export type Place =
  | { at: "home" }
  | { at: "prepare" }
  | { at: "start" }
  | { at: "run"; run: RunId }
  | { at: "results"; run: RunId }
  | { at: "settings"; section?: SettingsSection };

export type SettingsSection = "connections" | "batching" | "spending" | "appearance" | "storage" | "diagnostics";

interface Navigation {
  place: Place;
  /** Where Settings leads back to. */
  before: Place;
}

export const useNavigation = create<Navigation>(() => ({ place: { at: "home" }, before: { at: "home" } }));

/** Goes somewhere. */
export function go(to: Place): void {
  useNavigation.setState((now) => ({
    place: to,
    before: now.place.at === "settings" ? now.before : now.place,
  }));
}

/** Leaves Settings for where the user came from. */
export function goBack(): void {
  useNavigation.setState((now) => ({ place: now.before, before: { at: "home" } }));
}

/** Where the window is, for code outside of components. */
export function place(): Place {
  return useNavigation.getState().place;
}

/** The runs that the window shows or goes back to from Settings. */
export function runsAtHand({ place: here, before }: Navigation = useNavigation.getState()): RunId[] {
  const places = here.at === "settings" ? [before] : [here];
  return places.map((where) => runInView(where)).filter((run) => run !== null);
}

/** The run in view, if one is. */
export function runInView(where: Place = place()): RunId | null {
  return where.at === "run" || where.at === "results" ? where.run : null;
}
