import { Progress } from "@base-ui/react/progress";
import type { ReactNode } from "react";

interface ProgressLineProps {
  /** What is done. */
  children: ReactNode;
  /** The same in full, where it may be cut short. */
  title?: string;
  done: number;
  of: number;
  /** How far it is, in words. */
  words: string;
  testId: string;
}

/** How far a piece of work is, on a line: what, a bar, and how many of how many. */
export function ProgressLine({ children, title, done, of, words, testId }: ProgressLineProps) {
  return (
    <Progress.Root value={Math.min(done, of)} max={of || 1} getAriaValueText={() => words} className="flex min-w-0 flex-1 items-center gap-4">
      <Progress.Label className="min-w-0 shrink truncate text-sm" title={title}>
        {children}
      </Progress.Label>
      <Progress.Track className="data-fill h-1.5 min-w-32 flex-1 overflow-hidden rounded-full bg-sunken">
        <Progress.Indicator className="widen h-full rounded-full bg-accent" />
      </Progress.Track>
      <span className="shrink-0 text-sm text-muted" data-testid={testId}>
        {words}
      </span>
    </Progress.Root>
  );
}
