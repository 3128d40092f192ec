import { useState } from "react";
import type { RunId, RunSnapshot } from "../../bindings";
import { everything, type Filters } from "../../state/filters";
import { totalOf } from "./parts";
import { LeadSheet } from "../results/LeadSheet";
import { RowGrid } from "../results/RowGrid";
import { useRowPages } from "../results/useRowPages";

/** Rows that are done are here already, long before the last one is. */
const finished: Filters = {
  ...everything,
  status: ["analyzed", "rules_only", "invalid_lead_id", "retrieval_failed", "assessment_failed", "not_assessed"],
};

/** The rows finished so far, in a grid that grows. */
export function SoFar({ run, snapshot }: { run: RunId; snapshot: RunSnapshot }) {
  const [open, setOpen] = useState<number | null>(null);
  const pages = useRowPages(run, finished, totalOf(snapshot.status) - snapshot.status.waiting);
  return (
    // The page around it grows with what it holds; the grid must not, or it would hold every row.
    <section aria-label="Rows finished so far" className="relative min-h-80 flex-1">
      <div className="absolute inset-0 flex flex-col">
      <RowGrid
        pages={pages}
        order="workbook"
        open={open}
        onOpen={setOpen}
        emptyWords="The first finished rows appear here in a moment."
      />
      </div>
      <LeadSheet run={run} pages={pages} index={open} onIndex={setOpen} />
    </section>
  );
}
