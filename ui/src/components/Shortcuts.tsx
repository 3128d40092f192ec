import { Dialog } from "@base-ui/react/dialog";
import { actions } from "../actions";
import { titleOf } from "../actions/action";
import { keyLabels } from "../actions/shortcuts";
import { useOverlay } from "../state/overlay";
import { Button } from "./Button";
import { Keys } from "./Tip";

/** The keys that are no action: moving about. */
const MOVING: [string, string[]][] = [
  ["Move through the rows", ["↑", "↓"]],
  ["Open the lead of a row", ["Enter"]],
  ["First row, last row", ["Home", "End"]],
  ["Close what is open", ["Esc"]],
];

/** All shortcuts at a glance. */
export function Shortcuts() {
  const open = useOverlay((now) => now.over === "shortcuts");
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && useOverlay.setState({ over: null })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          data-testid="shortcuts"
          className="rise fixed top-1/2 left-1/2 z-50 w-[40rem] max-w-[92vw] -translate-1/2 rounded-xl border border-line bg-surface p-5 shadow-high outline-none"
        >
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="text-lg font-semibold">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close render={<Button look="quiet" size="small" icon="cross" aria-label="Close" />} />
          </div>
          <dl className="grid grid-cols-2 gap-x-10 gap-y-2 text-sm">
            {actions
              .filter((action) => action.keys)
              .map((action) => (
                <Line key={action.id} words={withoutNumbers(titleOf(action))} keys={keyLabels(action.keys ?? "")} />
              ))}
            {MOVING.map(([words, keys]) => (
              <Line key={words} words={words} keys={keys} />
            ))}
          </dl>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Line({ words, keys }: { words: string; keys: string[] }) {
  return (
    <div className="flex items-center justify-between gap-3">
      <dt className="text-muted">{words}</dt>
      <dd>
        <Keys labels={keys} />
      </dd>
    </div>
  );
}

/** The list is of what keys do, not of how many leads there are just now. */
function withoutNumbers(title: string): string {
  return title.replace(/ [\d,]+ leads?$/, " the leads").replace(/…$/, "");
}
