import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

/** A line that explains what it is put around. Never the only place of something needed. */
export function Tip({ text, children }: { text: ReactNode; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="fade flex max-w-72 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-high">
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Keys as they are printed on them. */
export function Keys({ labels, inverted = false }: { labels: string[]; inverted?: boolean }) {
  return (
    <span className="inline-flex gap-1">
      {labels.map((label) => (
        <kbd
          key={label}
          className={`min-w-5 rounded-sm border px-1 text-center font-sans text-xs ${inverted ? "border-current opacity-70" : "border-line bg-sunken text-muted"}`}
        >
          {label}
        </kbd>
      ))}
    </span>
  );
}
