import type { ReactNode } from "react";
import { count, percent } from "../../words/number";
import { Swatch } from "../../components/Marks";

interface Line<K> {
  key: K;
  label: string;
  detail?: string;
  about?: string;
  value: number;
  fill: string;
  on: boolean;
}

interface FacetProps<K> {
  title: string;
  lines: Line<K>[];
  total: number;
  onToggle: (key: K) => void;
  testId: string;
  /** The same figures as a picture, under the title. */
  picture?: ReactNode;
}

/** A distribution that filters: press a line for only its rows, press again for all. */
export function Facet<K extends string>({ title, lines, total, onToggle, testId, picture }: FacetProps<K>) {
  const shown = lines.filter((line) => line.value > 0 || line.on);
  const most = Math.max(1, ...shown.map((line) => line.value));
  return (
    <section aria-label={title} className="mb-5">
      <h2 className="mb-1 px-2 text-sm font-semibold">{title}</h2>
      {picture}
      <ul>
        {shown.map((line) => (
          <li key={line.key}>
            <button
              type="button"
              aria-pressed={line.on}
              data-testid={`filter-${testId}-${line.key.replace(/_/g, "-")}`}
              title={`${line.about ?? line.label} ${percent(line.value, total)} of the rows. Press to see only these.`}
              className="relative flex h-7 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:font-medium forced-colors:aria-pressed:outline"
              onClick={() => onToggle(line.key)}
            >
              <Swatch fill={line.fill} />
              <span className="min-w-0 flex-1 truncate">
                {line.label}
                {line.detail && <span className="ml-1.5 text-xs font-normal text-faint">{line.detail}</span>}
              </span>
              <span className="text-right" data-testid={`${testId}-${line.key.replace(/_/g, "-")}`}>
                {count(line.value)}
              </span>
              <span aria-hidden className="data-fill absolute right-2 bottom-0 left-2 h-0.5 overflow-hidden rounded-full">
                <span
                  className="widen block h-full min-w-1 rounded-full"
                  style={{ width: `${(line.value / most) * 100}%`, background: line.fill }}
                />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
