import { Switch } from "@base-ui/react/switch";
import { useId } from "react";

interface ToggleProps {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  testId: string;
}

/** Something that is on or off. */
export function Toggle({ label, hint, on, onChange, testId }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-6">
      <div className="min-w-0">
        <label id={id} className="text-sm font-medium">
          {label}
        </label>
        {hint && <p className="text-xs text-pretty text-muted">{hint}</p>}
      </div>
      <Switch.Root
        checked={on}
        onCheckedChange={onChange}
        aria-labelledby={id}
        data-testid={testId}
        className="mt-0.5 flex h-5 w-8.5 shrink-0 rounded-full border border-control-line bg-sunken p-0.5 transition-colors data-checked:border-accent data-checked:bg-accent"
      >
        <Switch.Thumb className="size-3.5 rounded-full bg-control-line transition-transform data-checked:translate-x-3.5 data-checked:bg-on-accent forced-colors:bg-[ButtonText]" />
      </Switch.Root>
    </div>
  );
}
