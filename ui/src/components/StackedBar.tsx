import { count, percent } from "../words/number";
import { Swatch } from "./Marks";

export interface Part {
  key: string;
  label: string;
  value: number;
  fill: string;
  /** More about it, for whoever points at it. */
  about?: string;
}

interface StackedBarProps {
  parts: readonly Part[];
  total: number;
  label: string;
  thick?: boolean;
}

/** Parts of a whole, as one bar. The legend carries the same in words. */
export function StackedBar({ parts, total, label, thick = false }: StackedBarProps) {
  const said = parts.filter((part) => part.value > 0);
  const words = said.map((part) => `${part.label} ${count(part.value)}`).join(", ");
  return (
    <div
      role="img"
      aria-label={`${label}: ${words || "nothing yet"}`}
      className={`data-fill flex w-full gap-px overflow-hidden rounded-full bg-sunken ${thick ? "h-3" : "h-1.5"}`}
    >
      {said.map((part) => (
        <span
          key={part.key}
          title={`${part.label}: ${count(part.value)} (${percent(part.value, total)})`}
          className="widen h-full min-w-0.5 shrink-0"

          style={{ width: `${(part.value / Math.max(total, 1)) * 100}%`, background: part.fill }}
        />
      ))}
    </div>
  );
}

/** The parts in words and numbers. */
export function Legend({ parts, total }: { parts: readonly Part[]; total: number }) {
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
      {parts.map((part) => (
        <div key={part.key} className="flex items-center gap-1.5" title={part.about}>
          <Swatch fill={part.fill} />
          <dt className="text-muted">{part.label}</dt>
          <dd className="font-medium" data-testid={`count-${part.key.replace(/_/g, "-")}`}>
            {count(part.value)}
          </dd>
          <dd className="text-xs text-faint">{percent(part.value, total)}</dd>
        </div>
      ))}
    </dl>
  );
}
