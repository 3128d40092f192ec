import { goHome, goSettings } from "../actions/places";
import { showPalette } from "../actions/help";
import { perform } from "../actions/action";
import { keyLabels } from "../actions/shortcuts";
import { useDraft } from "../state/draft";
import { goBack, runInView, useNavigation } from "../state/navigation";
import { useRuns } from "../state/runs";
import { fileName } from "../words/labels";
import { ActionButton } from "./ActionButton";
import { Button } from "./Button";
import { Icon } from "./icons";
import { Steps } from "./Steps";
import { Keys } from "./Tip";

/** The one bar: where one is, the way of a run, and the way out. */
export function TopBar() {
  const place = useNavigation((now) => now.place);
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-3">
      <button
        type="button"
        data-testid="nav-home"
        aria-label="Leadsheet, home"
        aria-current={place.at === "home" ? "page" : undefined}
        className="flex h-8 items-center gap-2 rounded-md px-1.5 text-sm font-semibold tracking-tight hover:bg-hover"
        onClick={() => void perform(goHome)}
      >
        <Mark />
        {place.at === "home" && "Leadsheet"}
      </button>
      <Crumb />
      <div className="flex min-w-0 flex-1 justify-center">
        <Steps />
      </div>
      <button
        type="button"
        data-testid="show-palette"
        aria-label="Search commands"
        className="flex h-8 items-center gap-2 rounded-md border border-line bg-canvas px-2.5 text-sm text-faint hover:border-line-strong"
        onClick={() => void perform(showPalette)}
      >
        <Icon name="search" size={14} />
        <span className="max-[1100px]:sr-only">Search</span>
        <Keys labels={keyLabels("mod+k")} />
      </button>
      {place.at === "settings" ? (
        <Button look="quiet" icon="cross" aria-label="Close the settings" data-testid="close-settings" onClick={goBack} />
      ) : (
        <ActionButton action={goSettings} look="quiet" iconOnly />
      )}
    </header>
  );
}

function Crumb() {
  const place = useNavigation((now) => now.place);
  const path = useDraft((now) => now.path);
  const run = runInView(place);
  const name = useRuns((now) => (run ? now.snapshots[run]?.name : undefined));
  const words =
    place.at === "settings" ? "Settings" : run ? (name ?? "…") : place.at === "home" || !path ? null : fileName(path);
  if (!words) return null;
  return (
    <div className="flex min-w-0 max-w-64 items-center gap-2 text-sm">
      <Icon name="chevronRight" size={12} className="text-faint" />
      <span className="truncate font-medium" title={words}>
        {words}
      </span>
    </div>
  );
}

/** The mark: a sheet whose last column is the answer. */
function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden className="data-fill">
      <rect x="2" y="2.5" width="16" height="15" rx="3.5" fill="var(--accent)" />
      <path d="M5.5 7h4M5.5 10h4M5.5 13h4" stroke="var(--on-accent)" strokeOpacity=".55" strokeWidth="1.5" strokeLinecap="round" />
      <path d="m11.5 10.2 1.3 1.4 2.4-3.1" fill="none" stroke="var(--on-accent)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
