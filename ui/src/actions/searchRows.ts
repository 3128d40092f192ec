import { place } from "../state/navigation";
import type { Action } from "./action";

/** Puts the cursor into the search of the grid. */
export const searchRows: Action = {
  id: "search-rows",
  title: "Search the rows",
  group: "Results",
  icon: "search",
  words: "find filter",
  keys: "/",
  when: () => place().at === "results",
  run: () => document.getElementById("row-search")?.focus(),
};
