import { useEffect, useState } from "react";
import type { AppError, RunId } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Turning } from "../../components/icons";
import { filter, type Filters, filtersOf, useFilters } from "../../state/filters";
import { watchRun } from "../../state/follow";
import { loadReport, useRuns } from "../../state/runs";
import { totalOf } from "../run/parts";
import { Facets } from "./Facets";
import { LeadSheet } from "./LeadSheet";
import { ResultsHead } from "./ResultsHead";
import { RowGrid } from "./RowGrid";
import { Toolbar } from "./Toolbar";
import { useRowPages, useSlowly } from "./useRowPages";

/** The results: how it came out as facets that narrow the grid, the grid, and each lead beside it. */
export function Results({ run }: { run: RunId }) {
  const snapshot = useRuns((now) => now.snapshots[run]);
  const filters = useFilters((now) => filtersOf(now, run));
  // A place in the grid means nothing under other filters.
  const [opened, setOpened] = useState<{ filters: Filters; index: number } | null>(null);
  const open = opened?.filters === filters ? opened.index : null;
  const setOpen = (index: number | null) => setOpened(index === null ? null : { filters, index });
  const [lost, setLost] = useState<AppError | null>(null);
  const done = snapshot ? totalOf(snapshot.status) - snapshot.status.waiting : 0;
  const revision = `${snapshot?.state} ${done}`;
  const pages = useRowPages(run, filters, done);
  useEffect(() => watchRun(run, setLost), [run]);
  useEffect(() => void loadReport(run), [run]);
  useSlowly(revision, () => void loadReport(run), 3000);
  if (!snapshot) {
    return (
      <div className="flex h-full items-center justify-center p-8 text-sm text-muted">
        {lost ? <Banner tone="bad">{lost.message}</Banner> : <Turning size={20} />}
      </div>
    );
  }
  return (
    <div className="flex h-full">
      <Facets run={run} snapshot={snapshot} filters={filters} />
      <div className="flex min-w-0 flex-1 flex-col px-5 pt-5 pb-5">
        <ResultsHead run={run} snapshot={snapshot} />
        <Toolbar run={run} filters={filters} total={pages.total} rows={snapshot.rows} problems={snapshot.problems} />
        <RowGrid
          pages={pages}
          order={filters.order}
          onOrder={(order) => filter(run, { order })}
          open={open}
          onOpen={setOpen}
          emptyWords="No row fits these filters."
        />
        <LeadSheet run={run} pages={pages} index={open} onIndex={setOpen} />
      </div>
    </div>
  );
}
