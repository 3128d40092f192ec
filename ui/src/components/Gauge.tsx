import { Meter } from "@base-ui/react/meter";

interface GaugeProps {
  label: string;
  value: number;
  max: number;
  /** The value in words, `$3.12 of $20.00`. */
  words: string;
  /** Reserved beyond the value, shown paler. */
  beyond?: number;
  testId?: string;
  /** The words under the bar, where both do not fit over it. */
  stacked?: boolean;
}

/** How much of an allowance is used. */
export function Gauge({ label, value, max, words, beyond = 0, testId, stacked = false }: GaugeProps) {
  const share = (part: number) => `${Math.min(100, (part / Math.max(max, 1e-9)) * 100)}%`;
  const near = max > 0 && value / max >= 0.9;
  const ink = near ? "text-warn" : "";
  return (
    <Meter.Root value={Math.min(value, max)} max={max || 1} getAriaValueText={() => words} className="flex flex-col gap-1" data-testid={testId}>
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <Meter.Label className="truncate text-muted">{label}</Meter.Label>
        {!stacked && <span className={`shrink-0 font-medium ${ink}`}>{words}</span>}
      </div>
      <Meter.Track className="data-fill relative h-1.5 overflow-hidden rounded-full bg-sunken">
        {beyond > 0 && (
          <span className="absolute inset-y-0 left-0 rounded-full bg-accent-line" style={{ width: share(value + beyond) }} />
        )}
        <Meter.Indicator
          className="widen absolute inset-y-0 left-0 rounded-full"
          style={{ width: share(value), background: near ? "var(--band-moderate)" : "var(--accent)" }}
        />
      </Meter.Track>
      {stacked && <span className={`text-xs ${ink || "text-faint"}`}>{words}</span>}
    </Meter.Root>
  );
}
