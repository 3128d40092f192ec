import { type HTMLAttributes, useId, useRef } from "react";
import type { PlannedColumn } from "../../bindings";
import { Button } from "../../components/Button";
import { Icon, type IconName } from "../../components/icons";
import { Tick } from "../../components/Tick";

/** How a row looks while one is dragged: the one on its way, or where it would land. */
export type DragMark = "taken" | "above" | "below" | null;

const MARK: Record<NonNullable<DragMark>, string> = {
  taken: "opacity-50",
  above: "shadow-[0_-2px_0_var(--accent)]",
  below: "shadow-[0_2px_0_var(--accent)]",
};

interface ColumnRowProps {
  column: PlannedColumn;
  letter: string;
  wrong: string | null;
  drag: DragMark;
  grip: HTMLAttributes<HTMLElement>;
  onChange: (change: Partial<PlannedColumn>) => void;
  /** Moves it by some places; further than the end is the end. */
  onStep: (step: number) => void;
  isFirst: boolean;
  isLast: boolean;
}

/** A column: whether it is added, under which name, at which place, and what it tells. */
export function ColumnRow({ column, letter, wrong, drag, grip, onChange, onStep, isFirst, isLast }: ColumnRowProps) {
  const { name, header, about, chosen } = column;
  const id = useId();
  const before = useRef(header);
  const renamed = header.trim() !== name;
  return (
    <li
      data-testid="save-column"
      data-column={name}
      data-chosen={chosen}
      className={`group grid grid-cols-[1rem_1rem_2rem_12.5rem_1fr_auto] items-start gap-x-2 rounded-md py-0.75 pr-1 hover:bg-hover ${drag ? MARK[drag] : ""}`}
    >
      <span {...grip} data-testid="save-column-grip" title="Drag to another place" className="mt-1.5 flex cursor-grab touch-none justify-center text-faint active:cursor-grabbing">
        <Icon name="grip" size={14} />
      </span>
      <span className="mt-1.25 flex">
        <Tick testId="save-column-tick" name={`Add ${name}`} ticked={chosen} onTick={(next) => onChange({ chosen: next })} />
      </span>
      <span className="mt-1 text-center text-xs leading-5 text-faint">{letter}</span>
      <span className="min-w-0">
        <input
          aria-label={`Name of ${name}`}
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? `${id}-wrong` : `${id}-about`}
          data-testid="save-column-name"
          value={header}
          disabled={!chosen}
          autoComplete="off"
          spellCheck={false}
          className="h-7 w-full min-w-0 rounded-md border border-transparent bg-transparent px-1.5 text-sm text-ink select-text group-hover:enabled:border-line focus:border-line-strong focus:bg-surface disabled:text-faint disabled:line-through aria-invalid:border-bad"
          onFocus={() => {
            before.current = header;
          }}
          onChange={(event) => onChange({ header: event.target.value })}
          onKeyDown={(event) => {
            const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
            if (step && event.altKey) {
              event.preventDefault();
              onStep(step);
            }
            if (event.key !== "Escape" || header === before.current) return;
            // The first Escape takes back what was typed, the next one closes the dialog.
            event.stopPropagation();
            onChange({ header: before.current });
          }}
        />
        {wrong && (
          <span id={`${id}-wrong`} className="mt-1 block px-1.5 pb-0.5 text-xs text-bad" data-testid="save-column-wrong">
            {wrong}
          </span>
        )}
      </span>
      <span id={`${id}-about`} className="mt-1.5 min-w-0 text-xs text-pretty text-muted">
        {renamed && chosen && <span className="text-faint">{name}: </span>}
        {about}
      </span>
      <span className="flex opacity-40 group-focus-within:opacity-100 group-hover:opacity-100">
        <Step icon="arrowUp" label={`Move ${header} up`} testId="save-column-up" end={isFirst} onStep={() => onStep(-1)} />
        <Step icon="arrowDown" label={`Move ${header} down`} testId="save-column-down" end={isLast} onStep={() => onStep(1)} />
      </span>
    </li>
  );
}

/** A button that stays within reach at the end of the list: whoever presses it again and again keeps the focus. */
function Step({ icon, label, testId, end, onStep }: { icon: IconName; label: string; testId: string; end: boolean; onStep: () => void }) {
  return (
    <Button
      look="quiet"
      size="small"
      icon={icon}
      aria-label={label}
      aria-disabled={end}
      data-testid={testId}
      className="aria-disabled:opacity-40"
      onClick={end ? undefined : onStep}
    />
  );
}
