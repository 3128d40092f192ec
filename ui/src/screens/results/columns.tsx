import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { RowView } from "../../bindings";
import { Bone } from "../../components/Bone";
import { ScoreMark, StatusMark, VerdictMark } from "../../components/Marks";
import type { Slot } from "../../state/pages";
import { count, score } from "../../words/number";

export const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Slot>();

/** How wide each column is, in the words of a CSS grid. */
export const WIDTHS: Record<string, string> = {
  row: "5.25rem",
  name: "minmax(10rem, 1.1fr)",
  company: "minmax(11rem, 1.3fr)",
  final: "9rem",
  status: "10.25rem",
  verdict: "9rem",
  acquisition: "4rem",
  enrichment: "4.25rem",
  coherence: "4rem",
  note: "minmax(11rem, 1.6fr)",
};

/** Columns whose figures stand to the right. */
export const NUMBERS = new Set(["row", "acquisition", "enrichment", "coherence"]);

function cell(show: (row: RowView) => React.ReactNode) {
  return ({ row }: { row: { original: Slot } }) => {
    const view = row.original.row;
    return view ? show(view) : <Bone className="h-3 w-4/5" />;
  };
}

export const columns = helper.columns([
  helper.display({ id: "row", header: "Row", cell: cell((row) => <span className="text-faint">{count(row.row)}</span>) }),
  helper.display({
    id: "name",
    header: "Lead",
    cell: cell((row) =>
      row.name ? <span className="font-medium">{row.name}</span> : <span className="font-mono text-xs text-muted">{row.id_text || "blank"}</span>,
    ),
  }),
  helper.display({ id: "company", header: "Company", cell: cell((row) => row.company) }),
  helper.display({ id: "final", header: "Final score", cell: cell((row) => <ScoreMark score={row.final_confidence} long />) }),
  helper.display({ id: "status", header: "Status", cell: cell((row) => <StatusMark status={row.status} />) }),
  helper.display({ id: "verdict", header: "Id", cell: cell((row) => <VerdictMark verdict={row.verdict} />) }),
  helper.display({ id: "acquisition", header: "Acqu.", cell: cell((row) => score(row.acquisition)) }),
  helper.display({ id: "enrichment", header: "Enrich.", cell: cell((row) => score(row.enrichment)) }),
  helper.display({ id: "coherence", header: "Coher.", cell: cell((row) => score(row.coherence)) }),
  helper.display({
    id: "note",
    header: "Note",
    cell: cell((row) => <span className="text-muted" title={row.note}>{row.note}</span>),
  }),
]);
