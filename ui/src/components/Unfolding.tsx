import { Collapsible } from "@base-ui/react/collapsible";
import type { ReactNode } from "react";
import { Icon } from "./icons";

interface UnfoldingProps {
  /** The line that is always there. */
  summary: ReactNode;
  children: ReactNode;
  testId?: string;
  open?: boolean;
  className?: string;
}

/** A line that opens to more. */
export function Unfolding({ summary, children, testId, open = false, className = "" }: UnfoldingProps) {
  return (
    <Collapsible.Root defaultOpen={open} className={className}>
      <Collapsible.Trigger
        data-testid={testId}
        className="group flex w-full items-center gap-2 rounded-md py-1.5 pr-2 pl-1 text-left text-sm hover:bg-hover"
      >
        <Icon name="chevronRight" size={14} className="text-faint transition-transform group-data-panel-open:rotate-90" />
        <span className="min-w-0 flex-1">{summary}</span>
      </Collapsible.Trigger>
      <Collapsible.Panel className="unfold">
        <div className="pb-2 pl-6.5">{children}</div>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
