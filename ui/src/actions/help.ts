import { useOverlay } from "../state/overlay";
import type { Action } from "./action";

/** Everything that can be done, to search in. */
export const showPalette: Action = {
  id: "show-palette",
  title: "Search commands",
  group: "Help",
  icon: "search",
  keys: "mod+k",
  when: () => useOverlay.getState().over !== "palette",
  run: () => useOverlay.setState({ over: "palette" }),
};

/** The list of keyboard shortcuts. */
export const showShortcuts: Action = {
  id: "show-shortcuts",
  title: "Keyboard shortcuts",
  group: "Help",
  icon: "keyboard",
  words: "keys help",
  keys: "?",
  run: () => useOverlay.setState({ over: "shortcuts" }),
};
