import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { RunId } from "../../bindings";
import { backend } from "../../platform/backend";
import { type Filters, queryOf } from "../../state/filters";
import { RowPages } from "../../state/pages";

/** A running run changes ten times a second; a grid that did would be unreadable. */
const REFRESH_MS = 1500;

/**
 * The pages of a run's rows under some filters. While the first page under new filters is on its
 * way, the old ones stay, so that typing in the search does not flicker.
 */
export function useRowPages(run: RunId, filters: Filters, revision: number): RowPages {
  const wanted = useMemo(
    () => new RowPages((offset, limit) => backend.pageRows(run, queryOf(filters, offset, limit))),
    [run, filters],
  );
  const [shown, setShown] = useState(wanted);
  useEffect(() => {
    const take = () => {
      if (wanted.total !== null || wanted.problem) setShown(wanted);
    };
    const stop = wanted.subscribe(take);
    wanted.want(0, 0);
    take();
    return stop;
  }, [wanted]);
  useSyncExternalStore(shown.subscribe, () => shown.version);
  useSlowly(revision, () => shown.refresh());
  return shown;
}

/** Does something when a value has changed, but not more often than a person can read. */
export function useSlowly(value: unknown, act: (value: unknown) => void, every: number = REFRESH_MS): void {
  const latest = useRef(act);
  const newest = useRef(value);
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const first = useRef(true);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    newest.current = value;
    if (first.current) {
      first.current = false;
      last.current = Date.now();
      return;
    }
    if (timer.current !== undefined) return;
    const wait = Math.max(0, last.current + every - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      last.current = Date.now();
      latest.current(newest.current);
    }, wait);
  }, [value, every]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
