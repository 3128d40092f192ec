import type { IdGroup, IdHealth } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Bone } from "../../components/Bone";
import { Button } from "../../components/Button";
import { Box, Part } from "../../components/Fact";
import { VerdictMark } from "../../components/Marks";
import { StackedBar } from "../../components/StackedBar";
import { Unfolding } from "../../components/Unfolding";
import { choose, useDraft } from "../../state/draft";
import { VERDICT } from "../../words/labels";
import { keyed } from "../../words/keyed";
import { count, counted, percent } from "../../words/number";

/** How the ids look before Salesforce is asked: groups that open to rows. */
export function Health() {
  const health = useDraft((now) => now.health);
  const idColumn = useDraft((now) => now.choices.idColumn);
  if (idColumn === null) return null;
  return (
    <Part title="Ids">
      {health.state === "loading" && (
        <Box className="p-4">
          <p className="mb-3 text-sm text-muted">Looking at every id…</p>
          <Bone className="h-1.5 w-full" />
        </Box>
      )}
      {health.problem && (
        <Banner tone="bad" actions={<Button size="small" onClick={() => choose({ idColumn })}>Look again</Button>}>
          {health.problem.message}
        </Banner>
      )}
      {health.state === "ready" && <Groups health={health.value} />}
    </Part>
  );
}

const FILL = { valid: "var(--status-analyzed)", restored: "var(--status-rules-only)" } as Record<string, string>;

function Groups({ health }: { health: IdHealth }) {
  const parts = health.groups.map((group, index) => ({
    key: `${group.verdict}-${index}`,
    label: VERDICT[group.verdict],
    value: group.rows,
    fill: FILL[group.verdict] ?? (group.verdict === "blank" ? "var(--status-waiting)" : "var(--status-invalid)"),
  }));
  return (
    <Box>
      <div className="px-4 pt-3.5 pb-3">
        <p className="mb-2.5 text-sm">
          <strong className="font-semibold" data-testid="distinct-leads">
            {counted(health.distinct_leads, "lead")}
          </strong>{" "}
          <span className="text-muted">
            in {counted(health.rows, "row")}
            {health.duplicates > 0 &&
              `. ${counted(health.duplicates, "row")} ${health.duplicates === 1 ? "repeats" : "repeat"} an id from further up; each lead is read and paid for once.`}
          </span>
        </p>
        <StackedBar parts={parts} total={health.rows} label="Rows by id" />
      </div>
      <ul className="border-t border-line p-1.5" data-testid="id-groups">
        {keyed(health.groups, (group) => `${group.verdict} ${group.reason}`).map(([key, group]) => (
          <li key={key}>
            <Group group={group} rows={health.rows} />
          </li>
        ))}
      </ul>
    </Box>
  );
}

function Group({ group, rows }: { group: IdGroup; rows: number }) {
  return (
    <Unfolding
      testId={`id-group-${group.verdict.replace(/_/g, "-")}`}
      summary={
        <span className="grid grid-cols-[8.5rem_1fr_auto_4rem] items-center gap-3">
          <VerdictMark verdict={group.verdict} />
          <span className="truncate text-xs text-muted" title={group.reason}>
            {group.reason || (group.verdict === "valid" ? "Well-formed lead ids." : "")}
          </span>
          <span className="font-medium">{count(group.rows)}</span>
          <span className="text-right text-xs text-faint">{percent(group.rows, rows)}</span>
        </span>
      }
    >
      {group.reason && <p className="mb-2 text-xs text-pretty text-muted">{group.reason}</p>}
      <table className="text-xs">
        <caption className="sr-only">The first few of these rows</caption>
        <tbody>
          {group.samples.map((sample) => (
            <tr key={sample.row}>
              <th scope="row" className="pr-4 text-left font-normal text-faint">
                Row {count(sample.row)}
              </th>
              <td className="font-mono whitespace-pre select-text">{sample.text || <em className="font-sans text-faint">blank</em>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {group.rows > group.samples.length && (
        <p className="mt-1.5 text-xs text-faint">and {count(group.rows - group.samples.length)} more</p>
      )}
    </Unfolding>
  );
}
