import { useEffect, useRef } from "react";
import { Banner } from "../../components/Banner";
import { Bone } from "../../components/Bone";
import { Button } from "../../components/Button";
import { Icon, type IconName } from "../../components/icons";
import { go, type SettingsSection } from "../../state/navigation";
import { loadSetup, useSetup } from "../../state/setup";
import { Appearance } from "./Appearance";
import { Batching } from "./Batching";
import { Connections } from "./Connections";
import { Diagnostics } from "./Diagnostics";
import { Spending } from "./Spending";
import { Storage } from "./Storage";

const SECTIONS: { id: SettingsSection; words: string; icon: IconName }[] = [
  { id: "connections", words: "Connections", icon: "plug" },
  { id: "batching", words: "Batching and limits", icon: "settings" },
  { id: "spending", words: "Model and spending", icon: "shield" },
  { id: "appearance", words: "Appearance", icon: "contrast" },
  { id: "storage", words: "Storage", icon: "folder" },
  { id: "diagnostics", words: "Diagnostics", icon: "copy" },
];

/** What the user decides once for all runs. Every change holds at once; there is no button to forget. */
export function Settings({ section = "connections" }: { section?: SettingsSection | undefined }) {
  const { info, settings } = useSetup();
  const page = useRef<HTMLDivElement>(null);
  const ready = settings.value !== undefined && info.value !== undefined;
  useEffect(() => {
    if (ready) document.getElementById(`settings-${section}`)?.scrollIntoView({ block: "start" });
  }, [section, ready]);
  const problem = settings.problem ?? info.problem;
  return (
    <div className="mx-auto flex h-full max-w-5xl">
      <nav aria-label="Settings" className="w-52 shrink-0 px-4 py-7 max-[900px]:w-44">
        <ul className="flex flex-col gap-0.5">
          {SECTIONS.map(({ id, words, icon }) => (
            <li key={id}>
              <button
                type="button"
                data-testid={`settings-nav-${id}`}
                aria-current={id === section ? "true" : undefined}
                className="flex h-8 w-full items-center gap-2.5 rounded-md px-2.5 text-left text-sm text-muted hover:bg-hover hover:text-ink aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink"
                onClick={() => go({ at: "settings", section: id })}
              >
                <Icon name={icon} size={14} />
                {words}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div ref={page} className="scroll-y min-w-0 flex-1 px-6 pt-7 pb-24">
        <h1 className="sr-only">Settings</h1>
        {problem && (
          <Banner tone="bad" className="mb-5" actions={<Button size="small" onClick={() => void loadSetup()}>Try again</Button>}>
            {problem.message}
          </Banner>
        )}
        {!ready && !problem && <Bone className="h-64 w-full rounded-lg" />}
        {settings.value && info.value && (
          <>
            <Connections keychain={info.value.keychain} />
            <Batching settings={settings.value} />
            <Spending settings={settings.value} models={info.value.models} />
            <Appearance settings={settings.value} />
            <Storage info={info.value} />
            <Diagnostics version={info.value.version} />
          </>
        )}
      </div>
    </div>
  );
}
