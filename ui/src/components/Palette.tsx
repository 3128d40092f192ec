import { Dialog } from "@base-ui/react/dialog";
import { useId, useState } from "react";
import { actions } from "../actions";
import { type Action, perform, titleOf } from "../actions/action";
import { found } from "../actions/find";
import { keyLabels } from "../actions/shortcuts";
import { useOverlay } from "../state/overlay";
import { useRuns } from "../state/runs";
import { openRun } from "../actions/openRun";
import { when } from "../words/time";
import { RUN_STATE } from "../words/labels";
import { Icon, type IconName } from "./icons";
import { Keys } from "./Tip";

interface Entry {
  id: string;
  title: string;
  group: string;
  icon: IconName | undefined;
  keys?: string | undefined;
  detail?: string;
  blocked: string | null;
  go: () => void;
}

const close = () => useOverlay.setState({ over: null });

/** Everything that can be done here, to search in: Ctrl K. */
export function Palette() {
  const open = useOverlay((now) => now.over === "palette");
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          data-testid="palette"
          className="rise fixed top-[14vh] left-1/2 z-50 flex max-h-[min(26rem,70vh)] w-[36rem] max-w-[92vw] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-high outline-none"
        >
          <Dialog.Title className="sr-only">Search commands</Dialog.Title>
          <Search />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Search() {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const runs = useRuns((now) => now.list.value);
  const entries: Entry[] = [
    ...found(actions, text).map(entryOf),
    ...(runs ?? [])
      .filter((run) => text.trim() !== "" && run.name.toLowerCase().includes(text.trim().toLowerCase()))
      .slice(0, 6)
      .map((run) => ({
        id: run.run,
        title: run.name,
        group: "Runs",
        icon: "sheet" as const,
        detail: `${RUN_STATE[run.state]}, ${when(run.started_at)}`,
        blocked: null,
        go: () => void perform(openRun, run.run),
      })),
  ];
  const chosen = Math.min(at, Math.max(entries.length - 1, 0));
  const take = (entry: Entry | undefined) => {
    if (!entry || entry.blocked) return;
    close();
    entry.go();
  };
  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Icon name="search" className="text-faint" />
        <input
          data-testid="palette-search"
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={entries[chosen] ? `${list}-${chosen}` : undefined}
          aria-label="Search commands and runs"
          placeholder="What do you want to do?"
          autoComplete="off"
          spellCheck={false}
          value={text}
          className="h-12 w-full bg-transparent text-base outline-none"
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) {
              event.preventDefault();
              setAt((chosen + step + entries.length) % Math.max(entries.length, 1));
            } else if (event.key === "Enter") {
              event.preventDefault();
              take(entries[chosen]);
            }
          }}
        />
      </div>
      <div id={list} role="listbox" aria-label="Commands" className="scroll-y min-h-0 p-1.5">
        {entries.length === 0 && <p className="px-3 py-6 text-center text-sm text-muted">Nothing is called that.</p>}
        {entries.map((entry, index) => (
          <div key={`${entry.group}-${entry.id}`}>
            {entry.group !== entries[index - 1]?.group && (
              <div className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint" aria-hidden>
                {entry.group}
              </div>
            )}
            <button
              type="button"
              id={`${list}-${index}`}
              ref={(row) => {
                if (index === chosen) row?.scrollIntoView({ block: "nearest" });
              }}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              aria-disabled={entry.blocked !== null}
              data-testid={`palette-${entry.id}`}
              className={`flex h-9 w-full items-center text-left gap-2.5 rounded-md px-2.5 text-sm ${index === chosen ? "bg-sunken forced-colors:outline" : ""} ${entry.blocked ? "text-faint" : ""}`}
              onPointerMove={() => setAt(index)}
              onClick={() => take(entry)}
            >
              {entry.icon && <Icon name={entry.icon} className="text-muted" />}
              <span className="truncate">{entry.title}</span>
              {(entry.blocked ?? entry.detail) && (
                <span className="truncate text-xs text-faint">{entry.blocked ?? entry.detail}</span>
              )}
              <span className="flex-1" />
              {entry.keys && <Keys labels={keyLabels(entry.keys)} />}
            </button>
          </div>
        ))}
      </div>
    </>
  );
}

function entryOf(action: Action): Entry {
  return {
    id: action.id,
    title: titleOf(action),
    group: action.group,
    icon: action.icon,
    keys: action.keys,
    blocked: action.blocked?.() ?? null,
    go: () => void perform(action),
  };
}
