import type { ProblemGroup, RunId } from "../../bindings";
import { Button } from "../../components/Button";
import { Box } from "../../components/Fact";
import { Icon } from "../../components/icons";
import { everything, filter } from "../../state/filters";
import { go } from "../../state/navigation";
import { counted } from "../../words/number";

/** Rows that failed, by cause: what happened, what to do, and the rows themselves. */
export function Problems({ problems, run }: { problems: ProblemGroup[]; run: RunId }) {
  if (problems.length === 0) return null;
  return (
    <Box className="mb-4">
      <h2 className="border-b border-line px-4 py-2 text-sm font-semibold">Problems by cause</h2>
      <ul data-testid="problems">
        {problems.map((problem) => (
          <li key={problem.cause} className="flex items-start gap-3 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <Icon name="warning" className="mt-0.5 text-bad" label="Problem" />
            <p className="min-w-0 flex-1 text-pretty">
              {problem.sentence}
              <span className="block text-xs text-muted">Can be retried when the run has ended.</span>
            </p>
            <Button
              size="small"
              onClick={() => {
                filter(run, { ...everything, cause: problem.cause });
                go({ at: "results", run });
              }}
            >
              {counted(problem.rows, "row")}
            </Button>
          </li>
        ))}
      </ul>
    </Box>
  );
}
