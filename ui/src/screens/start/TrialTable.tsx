import { Banner } from "../../components/Banner";
import { Box } from "../../components/Fact";
import { Turning } from "../../components/icons";
import { StatementLine } from "../../components/OutcomeIcon";
import { ScoreMark, StatusMark } from "../../components/Marks";
import { useDraft } from "../../state/draft";

/** The leads that were tried, with their true answers. A row opens to all of its lead. */
export function TrialTable({ open, onOpen }: { open: number | null; onOpen: (row: number) => void }) {
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
        <Box className="overflow-hidden">
          <table className="w-full table-fixed text-sm" data-testid="trial">
            <thead>
              <tr className="border-b border-line text-left text-xs text-faint">
                <th className="w-14 py-2 pl-4 font-medium">Row</th>
                <th className="w-[30%] font-medium">Lead</th>
                <th className="w-36 font-medium">Final score</th>
                <th className="pr-4 font-medium">What was found</th>
              </tr>
            </thead>
            <tbody>
              {trial.value.leads.map((lead) => (
                <tr
                  key={lead.row.row}
                  className={`relative border-b border-line last:border-b-0 hover:bg-hover ${open === lead.row.row ? "bg-accent-soft" : ""}`}
                >
                  <td className="py-2 pl-4 text-faint">{lead.row.row}</td>
                  <td className="truncate py-2 pr-3">
                    <button
                      type="button"
                      data-testid="trial-lead"
                      className="max-w-full truncate text-left font-medium after:absolute after:inset-0 after:content-['']"
                      onClick={() => onOpen(lead.row.row)}
                    >
                      {lead.row.name || lead.row.id_text || "Blank"}
                    </button>
                    <span className="block truncate text-xs text-muted">{lead.row.company}</span>
                  </td>
                  <td>
                    {lead.row.final_confidence === null ? (
                      <StatusMark status={lead.row.status} />
                    ) : (
                      <ScoreMark score={lead.row.final_confidence} long />
                    )}
                  </td>
                  <td className="pr-4 text-muted">
                    {lead.findings?.explanation[0] ? (
                      <StatementLine statement={lead.findings.explanation[0]} oneLine />
                    ) : (
                      <span className="block truncate">{lead.row.note}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Box>
      )}
    </div>
  );
}
