import { useEffect, useMemo, useState } from "react";
import type { LeadPage, RunId } from "../../bindings";
import { backend } from "../../platform/backend";
import { Banner } from "../../components/Banner";
import { Bone } from "../../components/Bone";
import { Button } from "../../components/Button";
import { SideSheet } from "../../components/SideSheet";
import { held, none, type Loadable } from "../../state/loadable";
import type { RowPages } from "../../state/pages";
import { LeadDetails } from "../lead/LeadDetails";
import { LeadTitle } from "../lead/LeadTitle";

interface LeadSheetProps {
  run: RunId;
  pages: RowPages;
  /** The place of the row in the grid; `null` when none is open. */
  index: number | null;
  onIndex: (index: number | null) => void;
}

/** The lead of a row, beside the grid; its neighbours are a key away. */
export function LeadSheet({ run, pages, index, onIndex }: LeadSheetProps) {
  const view = index === null ? undefined : pages.row(index);
  const row = view?.row ?? null;
  const [lead, retry] = useLead(run, row, view?.status);
  const step = (by: number) => {
    const to = (index ?? 0) + by;
    pages.want(to, to);
    if (index !== null && to >= 0 && to < (pages.total ?? 0)) onIndex(to);
  };
  const shown = lead.value && lead.value.row.row === row ? lead.value : undefined;
  return (
    <SideSheet
      open={index !== null}
      onClose={() => onIndex(null)}
      testId="lead-page"
      title={view ? <LeadTitle row={shown?.row ?? view} /> : <Bone className="h-5 w-40" />}
      onKeyDown={(event) => {
        if (event.key === "j") step(1);
        if (event.key === "k") step(-1);
      }}
      tools={
        <span className="flex">
          <Button look="quiet" size="small" icon="chevronUp" aria-label="The lead before (K)" disabled={index === 0} onClick={() => step(-1)} />
          <Button
            look="quiet"
            size="small"
            icon="chevronDown"
            aria-label="The next lead (J)"
            disabled={index === (pages.total ?? 0) - 1}
            onClick={() => step(1)}
          />
        </span>
      }
    >
      {lead.problem && (
        <Banner tone="bad" actions={<Button size="small" onClick={retry}>Try again</Button>}>
          {lead.problem.message}
        </Banner>
      )}
      {shown && <LeadDetails lead={shown} />}
      {!shown && !lead.problem && (
        <div className="flex flex-col gap-3">
          <Bone className="h-4 w-48" />
          <Bone className="h-36 w-full" />
          <Bone className="h-24 w-full" />
        </div>
      )}
    </SideSheet>
  );
}

/** Asks for a lead's page, and anew when its row has come further. */
function useLead(run: RunId, row: number | null, status: string | undefined): [Loadable<LeadPage>, () => void] {
  const [lead, setLead] = useState<Loadable<LeadPage>>(none);
  const asker = useMemo(() => held<LeadPage>(setLead), []);
  const ask = useMemo(
    () => () => {
      if (row !== null) void asker.ask(() => backend.leadPage(run, row));
    },
    [asker, run, row],
  );
  useEffect(ask, [ask, status]);
  return [lead, ask];
}
