import { BAND_FILL } from "../../components/Marks";
import { bandOf } from "../../words/labels";
import { count, score } from "../../words/number";

const WIDTH = 240;
const HEIGHT = 72;
const GAP = 2;

interface HistogramProps {
  /** Rows by final score, in ten steps of ten. */
  distribution: number[];
  average: number | null;
}

/** Rows by final score. The same figures stand in a table for whoever cannot see the picture. */
export function Histogram({ distribution, average }: HistogramProps) {
  const most = Math.max(1, ...distribution);
  const step = WIDTH / 10;
  const all = distribution.reduce((sum, each) => sum + each, 0);
  return (
    <figure className="mb-3 px-2" data-testid="score-histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`} className="data-fill w-full" aria-hidden>
        {distribution.map((rows, index) => {
          // A step with rows is never invisible, however few they are.
          const height = rows === 0 ? 0 : Math.max(2, (rows / most) * HEIGHT);
          return (
            <rect
              key={range(index)}
              x={index * step + GAP / 2}
              y={HEIGHT - height}
              width={step - GAP}
              height={height}
              rx={2}
              fill={BAND_FILL[bandOf(index * 10) ?? "unusable"]}
            >
              <title>{`${range(index)}: ${count(rows)}`}</title>
            </rect>
          );
        })}
        <line x1="0" x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} stroke="var(--line-strong)" />
        {average !== null && (
          <line
            x1={(average / 100) * WIDTH}
            x2={(average / 100) * WIDTH}
            y1={0}
            y2={HEIGHT}
            stroke="var(--ink)"
            strokeWidth="1"
            strokeDasharray="2 2"
          />
        )}
        {[0, 20, 40, 60, 80, 100].map((tick) => (
          <text
            key={tick}
            x={(tick / 100) * WIDTH}
            y={HEIGHT + 13}
            fontSize="9.5"
            fill="var(--faint)"
            textAnchor={tick === 0 ? "start" : tick === 100 ? "end" : "middle"}
          >
            {tick}
          </text>
        ))}
      </svg>
      <figcaption className="sr-only">
        Final scores of {count(all)} rows, {score(average)} on average
      </figcaption>
      <table className="sr-only">
        <thead>
          <tr>
            <th>Final score</th>
            <th>Rows</th>
          </tr>
        </thead>
        <tbody>
          {distribution.map((rows, index) => (
            <tr key={range(index)}>
              <th scope="row">{range(index)}</th>
              <td>{count(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function range(index: number): string {
  return index === 9 ? "90 to 100" : `${index * 10} to below ${index * 10 + 10}`;
}
