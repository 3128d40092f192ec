import { create } from "zustand";
import type { Band, IdVerdict, RowOrder, RowQuery, RowStatus, RuleFlag, RunId } from "../bindings";

/** What the grid of a run is narrowed to. */
export interface Filters {
  status: RowStatus[];
  verdict: IdVerdict[];
  band: Band[];
  flag: RuleFlag[];
  cause: string | null;
  search: string;
  order: RowOrder;
}

/** Everything, as in the workbook. */
export const everything: Filters = { status: [], verdict: [], band: [], flag: [], cause: null, search: "", order: "workbook" };

interface Kept {
  byRun: Record<RunId, Filters>;
}

/** Kept by run, so that leaving the results and coming back loses nothing. */
export const useFilters = create<Kept>(() => ({ byRun: {} }));

/** The filters of a run. */
export function filtersOf(kept: Kept, run: RunId): Filters {
  return kept.byRun[run] ?? everything;
}

/** Changes some of a run's filters. */
export function filter(run: RunId, change: Partial<Filters>): void {
  useFilters.setState((now) => ({ byRun: { ...now.byRun, [run]: { ...filtersOf(now, run), ...change } } }));
}

/** Forgets the filters of a run that was deleted. */
export function forgetFilters(run: RunId): void {
  useFilters.setState(({ byRun: { [run]: _gone, ...byRun } }) => ({ byRun }));
}

/** Takes a value into a list, or out of it. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

/** Whether anything is left out. */
export function isNarrowed(filters: Filters): boolean {
  const { status, verdict, band, flag, cause, search } = filters;
  return status.length + verdict.length + band.length + flag.length > 0 || cause !== null || search.trim() !== "";
}

/** The question for one page of rows. */
export function queryOf(filters: Filters, offset: number, limit: number): RowQuery {
  return { ...filters, search: filters.search.trim(), offset, limit };
}
