import type { Settings, Theme } from "../../bindings";
import { Segments } from "../../components/Segments";
import { Toggle } from "../../components/Toggle";
import { Section } from "./Section";
import { useChange } from "./useChange";

const THEMES: { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** The window's colours, and whether it may call. */
export function Appearance({ settings }: { settings: Settings }) {
  const [change, problem] = useChange();
  return (
    <Section id="appearance" title="Appearance" problem={problem}>
      <div className="flex max-w-lg flex-col gap-5">
        <div className="flex items-center justify-between gap-6">
          <span className="text-sm font-medium">Colours</span>
          <Segments label="Colours" testId="theme" value={settings.theme} options={THEMES} onChange={(theme) => change({ theme })} />
        </div>
        <p className="-mt-3 text-xs text-pretty text-muted">
          High contrast and reduced motion follow the system, whichever colours you choose.
        </p>
        <Toggle
          label="Tell me when a run has ended"
          hint="A system notification, for when the window is in the background."
          testId="notify"
          on={settings.notify}
          onChange={(notify) => change({ notify })}
        />
      </div>
    </Section>
  );
}
