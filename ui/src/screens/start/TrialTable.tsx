import type { LeadPage } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Box } from "../../components/Fact";
import { Turning } from "../../components/icons";
import { ScoreMark, StatusMark } from "../../components/Marks";
import { StatementLine } from "../../components/OutcomeIcon";
import { useDraft } from "../../state/draft";
import { count } from "../../words/number";

/** How the columns of the list lie, in its head and in its lines. */
const COLUMNS = "grid grid-cols-[3.5rem_minmax(0,2fr)_9rem_minmax(0,3fr)] items-center gap-x-3 px-4";

interface TrialTableProps {
  /** The row whose lead is open. */
  open: number | null;
  onOpen: (row: number) => void;
}

/** The leads that were tried, with their true answers. A line opens to all of its lead. */
export function TrialTable({ open, onOpen }: TrialTableProps) {
  const trial = useDraft((now) => now.trial);
  if (trial.state === "none") return null;
  return (
    <div className="mt-3">
      {trial.problem && <Banner tone="bad">{trial.problem.message}</Banner>}
      {trial.state === "loading" && (
        <output className="flex items-center gap-2.5 py-2 text-sm text-muted">
          <Turning size={14} /> Reading and asking…
        </output>
      )}
      {trial.value && (
        <Box className="overflow-hidden text-sm">
          <div aria-hidden className={`${COLUMNS} border-b border-line py-2 text-xs font-medium text-faint`}>
            <span>Row</span>
            <span>Lead</span>
            <span>Final score</span>
            <span>What was found</span>
          </div>
          <ul data-testid="trial">
            {trial.value.leads.map((lead) => (
              <Line key={lead.row.row} lead={lead} isOpen={open === lead.row.row} onOpen={onOpen} />
            ))}
          </ul>
        </Box>
      )}
    </div>
  );
}

function Line({ lead, isOpen, onOpen }: { lead: LeadPage; isOpen: boolean; onOpen: (row: number) => void }) {
  const { row, findings } = lead;
  const first = findings?.explanation[0];
  return (
    <li
      className={`${COLUMNS} relative border-b border-line py-2 last:border-b-0 hover:bg-hover ${isOpen ? "bg-accent-soft" : ""}`}
    >
      <span className="text-faint">{count(row.row)}</span>
      <span className="min-w-0">
        <button
          type="button"
          data-testid="trial-lead"
          className="block max-w-full truncate text-left font-medium after:absolute after:inset-0 after:content-['']"
          onClick={() => onOpen(row.row)}
        >
          {row.name || row.id_text || "Blank"}
        </button>
        <span className="block truncate text-xs text-muted">{row.company}</span>
      </span>
      <span>{row.final_confidence === null ? <StatusMark status={row.status} /> : <ScoreMark score={row.final_confidence} long />}</span>
      <span className="min-w-0 text-muted">
        {first ? <StatementLine statement={first} oneLine /> : <span className="block truncate">{row.note}</span>}
      </span>
    </li>
  );
}
