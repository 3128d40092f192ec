import { useState } from "react";
import type { AppError, AppInfo } from "../../bindings";
import { backend } from "../../platform/backend";
import { asProblem } from "../../platform/problem";
import { Button } from "../../components/Button";
import { useRuns } from "../../state/runs";
import { counted } from "../../words/number";
import { Section } from "./Section";

/** Where everything lies that the app keeps. */
export function Storage({ info }: { info: AppInfo }) {
  const runs = useRuns((now) => now.list.value);
  const [problem, setProblem] = useState<AppError | null>(null);
  return (
    <Section
      id="storage"
      title="Storage"
      about="Runs, the answers already paid for, and these settings. Nothing is kept anywhere else, and credentials are not among it. Set LEADSHEET_HOME to move it."
      problem={problem}
    >
      <div className="flex items-center gap-3">
        <code className="min-w-0 rounded-md border border-line bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-anywhere select-text" data-testid="home-path">
          {info.home}
        </code>
        <Button
          size="small"
          icon="folder"
          onClick={() => void backend.revealInFolder(info.home).then(() => setProblem(null), (reason: unknown) => setProblem(asProblem(reason)))}
        >
          Show in folder
        </Button>
      </div>
      {runs && <p className="mt-2 text-xs text-muted">{counted(runs.length, "run")} kept. Delete a run from its line on the home screen.</p>}
      <p className="mt-4 text-sm text-muted">{info.keychain.sentence}</p>
    </Section>
  );
}
