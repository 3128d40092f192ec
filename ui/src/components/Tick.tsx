import { Checkbox } from "@base-ui/react/checkbox";
import type { ReactNode } from "react";
import { Icon } from "./icons";

interface TickProps {
  ticked: boolean;
  onTick: (ticked: boolean) => void;
  testId: string;
  /** What is ticked, where no words stand beside it. */
  name?: string;
  /** The words beside it; a click on them ticks too. */
  children?: ReactNode;
}

/** A box to be ticked, by itself or with words. */
export function Tick({ ticked, onTick, testId, name, children }: TickProps) {
  const box = (
    <Checkbox.Root
      checked={ticked}
      onCheckedChange={onTick}
      aria-label={name}
      data-testid={testId}
      className="flex size-4 shrink-0 items-center justify-center rounded-sm border-[1.5px] border-control-line bg-surface data-checked:border-accent data-checked:bg-accent forced-colors:data-checked:bg-[Highlight]"
    >
      <Checkbox.Indicator className="text-on-accent">
        <Icon name="check" size={12} />
      </Checkbox.Indicator>
    </Checkbox.Root>
  );
  if (!children) return box;
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the box is the control, with an input of its own
    <label className="flex items-start gap-2.5 text-sm select-none">
      <span className="mt-0.5 flex">{box}</span>
      <span className="min-w-0">{children}</span>
    </label>
  );
}
