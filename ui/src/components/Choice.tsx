import { Select } from "@base-ui/react/select";
import { Icon } from "./icons";

export interface Option<V> {
  value: V;
  label: string;
  /** A second line in the list. */
  about?: string;
}

interface ChoiceProps<V> {
  label: string;
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  testId: string;
  /** What stands there while nothing is chosen. */
  placeholder?: string;
  hideLabel?: boolean;
  className?: string;
}

/** One of several, from a list that unfolds. */
export function Choice<V extends string | number | null>({
  label,
  value,
  options,
  onChange,
  testId,
  placeholder = "Choose…",
  hideLabel = false,
  className = "",
}: ChoiceProps<V>) {
  return (
    <Select.Root
      items={options as { value: V; label: string }[]}
      value={value}
      onValueChange={(next) => onChange(next as V)}
    >
      <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
        <Select.Label className={hideLabel ? "sr-only" : "text-xs font-medium text-muted"}>{label}</Select.Label>
        <Select.Trigger
          data-testid={testId}
          className="flex h-8 min-w-0 items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-left text-sm shadow-low hover:bg-hover data-popup-open:bg-hover"
        >
          <Select.Value className="truncate">
            {/* By itself it takes an empty text for no choice, and "the recipe's own" is one. */}
            {(chosen: V) => options.find((option) => option.value === chosen)?.label ?? placeholder}
          </Select.Value>
          <Select.Icon className="text-faint">
            <Icon name="chevronDown" size={14} />
          </Select.Icon>
        </Select.Trigger>
      </div>
      <Select.Portal>
        <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-40">
          <Select.Popup className="rise scroll-y max-h-[min(24rem,var(--available-height))] min-w-(--anchor-width) max-w-96 rounded-lg border border-line bg-surface p-1 shadow-high">
            {options.map((option) => (
              <Select.Item
                key={String(option.value)}
                value={option.value}
                className="flex items-start gap-2 rounded-md py-1.5 pr-3 pl-2 text-sm outline-none data-highlighted:bg-hover"
              >
                <span className="mt-0.5 w-4 shrink-0 text-accent-ink">
                  <Select.ItemIndicator>
                    <Icon name="check" size={14} />
                  </Select.ItemIndicator>
                </span>
                <span className="min-w-0">
                  <Select.ItemText className="block">{option.label}</Select.ItemText>
                  {option.about && <span className="block text-xs text-muted">{option.about}</span>}
                </span>
              </Select.Item>
            ))}
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
