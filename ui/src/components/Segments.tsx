import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";

interface SegmentOption<V extends string> {
  value: V;
  label: string;
  about?: string;
  /** Not to be chosen; `about` says why. */
  disabled?: boolean;
}

interface SegmentsProps<V extends string> {
  label: string;
  value: V;
  options: readonly SegmentOption<V>[];
  onChange: (value: V) => void;
  testId: string;
  /** Not to be changed just now. */
  disabled?: boolean;
}

interface LookProps<V extends string> {
  className: string;
  /** How one of them looks. */
  each: string;
  children: (option: SegmentOption<V>) => ReactNode;
}

/** One of a few, side by side. */
export function Segments<V extends string>(props: SegmentsProps<V>) {
  return (
    <OneOf
      {...props}
      className="inline-flex rounded-lg bg-sunken p-0.5"
      each="flex h-7 items-center rounded-md border border-transparent px-3 text-sm font-medium text-muted select-none hover:text-ink data-checked:border-line data-checked:bg-surface data-checked:text-ink data-checked:shadow-low forced-colors:data-checked:border-[Highlight]"
    >
      {(option) => option.label}
    </OneOf>
  );
}

/** One of a few, each with a line that explains it. */
export function Cards<V extends string>(props: SegmentsProps<V>) {
  return (
    <OneOf
      {...props}
      className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-2.5"
      each="group flex items-start gap-2.5 rounded-lg border border-line bg-surface p-3 text-left select-none hover:border-line-strong data-checked:border-accent data-checked:bg-accent-soft data-disabled:border-line data-disabled:bg-sunken"
    >
      {(option) => (
        <>
          <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border-[1.5px] border-control-line group-data-checked:border-accent">
            <Radio.Indicator className="size-2 rounded-full bg-accent forced-colors:bg-[Highlight]" />
          </span>
          <span className="min-w-0">
            <span className="block text-sm font-medium group-data-disabled:text-muted">{option.label}</span>
            {option.about && <span className="mt-0.5 block text-xs text-pretty text-muted">{option.about}</span>}
          </span>
        </>
      )}
    </OneOf>
  );
}

function OneOf<V extends string>({ label, value, options, onChange, testId, disabled = false, className, each, children }: SegmentsProps<V> & LookProps<V>) {
  return (
    <RadioGroup aria-label={label} value={value} disabled={disabled} onValueChange={(next) => onChange(next)} data-testid={testId} className={className}>
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          data-testid={`${testId}-${option.value}`}
          className={each}
        >
          {children(option)}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
