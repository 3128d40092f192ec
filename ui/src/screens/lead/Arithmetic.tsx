import type { LeadFindings, ScoreStep } from "../../bindings";
import { ScoreMark } from "../../components/Marks";
import { Unfolding } from "../../components/Unfolding";
import { FLAG, keysOf } from "../../words/labels";
import { keyed } from "../../words/keyed";
import { score as scoreText } from "../../words/number";
import { Heading } from "./Record";

const NAMES: Record<string, string> = {
  acquisition: "Acquisition completeness",
  enrichment: "Enrichment completeness",
  coherence: "Coherence",
  final: "Final confidence",
};

/** The scores, and each with the steps that made it. */
export function Arithmetic({ findings }: { findings: LeadFindings }) {
  const { rules } = findings;
  const steps = [...rules.steps, ...findings.steps];
  const scores: [string, number | null][] = [
    ["acquisition", rules.acquisition],
    ["enrichment", rules.enrichment],
    ["coherence", findings.coherence],
    ["final", findings.final_confidence],
  ];
  return (
    <section>
      <Heading>Scores</Heading>
      <div className="rounded-lg border border-line p-1.5">
        {scores.map(([name, value]) => (
          <Unfolding
            key={name}
            testId={`score-${name}`}
            summary={
              <span className={`flex items-center justify-between gap-3 ${name === "final" ? "font-semibold" : ""}`}>
                <span>{NAMES[name]}</span>
                {name === "final" ? <ScoreMark score={value} long /> : <span>{scoreText(value)}</span>}
              </span>
            }
          >
            <Steps steps={steps.filter((step) => step.score === name)} value={value} />
          </Unfolding>
        ))}
      </div>
      <Flags findings={findings} />
    </section>
  );
}

function Steps({ steps, value }: { steps: ScoreStep[]; value: number | null }) {
  if (steps.length === 0) {
    return (
      <p className="text-xs text-muted">
        {value === null ? "There is no such score: what it needs was not read or not answered." : "No steps were noted."}
      </p>
    );
  }
  return (
    <table className="w-full text-xs">
      <tbody>
        {keyed(steps, (step) => step.label).map(([key, step]) => (
          <tr key={key}>
            <td className="py-0.5 pr-3 text-muted">{step.label}</td>
            <td className={`text-right ${step.points < 0 ? "text-bad" : ""}`}>{points(step.points)}</td>
          </tr>
        ))}
        <tr className="border-t border-line font-medium">
          <td className="py-1">Score</td>
          <td className="text-right">{scoreText(value)}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** With a sign, a real minus included, so that gains and losses can be told without colour. */
function points(value: number): string {
  const size = scoreText(Math.abs(value));
  return value < 0 ? `−${size}` : `+${size}`;
}

function Flags({ findings }: { findings: LeadFindings }) {
  const raised = keysOf(FLAG).filter((flag) => findings.rules[flag]);
  if (raised.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-2">
      {raised.map((flag) => (
        <li key={flag} className="rounded-sm bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn">
          {FLAG[flag]}
        </li>
      ))}
    </ul>
  );
}
