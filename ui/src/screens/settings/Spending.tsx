import type { ModelChoice, Settings } from "../../bindings";
import { CapField } from "../../components/CapField";
import { Choice } from "../../components/Choice";
import { modelOptions } from "../../words/models";
import { Section } from "./Section";
import { useChange } from "./useChange";

/** The model and the cap that a new run begins with. */
export function Spending({ settings, models }: { settings: Settings; models: ModelChoice[] }) {
  const [change, problem] = useChange();
  return (
    <Section
      id="spending"
      title="Model and spending"
      about="What a new run begins with; each run can be told otherwise before it starts."
      problem={problem}
    >
      <div className="grid max-w-lg grid-cols-2 gap-6 max-[900px]:grid-cols-1">
        <Choice
          label="Model"
          testId="default-model"
          value={settings.model}
          options={modelOptions(models)}
          onChange={(model) => change({ model })}
        />
        <CapField
          label="Spending cap a run"
          testId="default-cap"
          cap={settings.max_spend_usd}
          onCap={(dollars) => change({ max_spend_usd: dollars })}
          hint="A run pauses before it would cost more. Empty for no cap."
        />
      </div>
    </Section>
  );
}
