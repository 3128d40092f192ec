import { useOverlay } from "../state/overlay";
import { AskDialog } from "./AskDialog";
import { Icon } from "./icons";
import { Palette } from "./Palette";
import { Shortcuts } from "./Shortcuts";

/** What lies over the window. */
export function Overlays() {
  return (
    <>
      <FilesHover />
      <Said />
      <Palette />
      <Shortcuts />
      <AskDialog />
    </>
  );
}

/** Files hover over the window: it says that it will take them, wherever they are let go. */
function FilesHover() {
  const over = useOverlay((now) => now.filesHover);
  if (!over) return null;
  return (
    <div data-testid="drop-overlay" className="pointer-events-none fixed inset-2 z-50 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/90">
      <p className="flex items-center gap-3 text-xl font-semibold text-accent-ink">
        <Icon name="sheet" size={24} />
        Drop to open
      </p>
    </div>
  );
}

/** Something done, in a line that goes away by itself. */
function Said() {
  const said = useOverlay((now) => now.said);
  return (
    <div aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-5 z-50 flex justify-center">
      {said && <p className="flex items-center gap-2 rounded-lg bg-ink px-3.5 py-2 text-sm text-canvas shadow-high"><Icon name="check" size={14} />{said}</p>}
    </div>
  );
}
