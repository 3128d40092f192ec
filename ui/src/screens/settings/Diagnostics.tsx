import { useMemo, useState } from "react";
import { copyDiagnostics } from "../../actions/copyDiagnostics";
import { backend } from "../../platform/backend";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Button } from "../../components/Button";
import { held, none, type Loadable } from "../../state/loadable";
import { Section } from "./Section";

/** What helps to find a fault, shown before it is copied. */
export function Diagnostics({ version }: { version: string }) {
  const [text, setText] = useState<Loadable<string>>(none);
  const asker = useMemo(() => held<string>(setText), []);
  const show = () => void asker.ask(() => backend.diagnostics());
  return (
    <Section
      id="diagnostics"
      title="Diagnostics"
      about={`Leadsheet ${version}. When something is wrong, this is what whoever helps you needs. It holds no secret and no lead; look at it before you pass it on.`}
      problem={text.problem ?? null}
    >
      <div className="flex gap-2">
        <Button busy={text.state === "loading"} data-testid="show-diagnostics" onClick={show}>
          {text.value ? "Show anew" : "Show what would be copied"}
        </Button>
        <ActionButton action={copyDiagnostics} />
      </div>
      <ActionProblem of={copyDiagnostics} className="mt-3" />
      {text.value && (
        <pre
          data-testid="diagnostics"
          className="scroll-xy mt-3 max-h-72 rounded-md border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap wrap-anywhere select-text"
        >
          {text.value}
        </pre>
      )}
    </Section>
  );
}
