import type { ModelChoice, Settings } from "../../bindings";
import { Choice } from "../../components/Choice";
import { TypedField } from "../../components/Field";
import { readMoney } from "../../words/money";
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
          options={[
            { value: "", label: "The recipe's own" },
            ...models.map((each) => ({ value: each.name, label: each.name, about: each.about })),
          ]}
          onChange={(model) => change({ model })}
        />
        <TypedField
          label="Spending cap a run"
          testId="default-cap"
          prefix="$"
          inputMode="decimal"
          placeholder="No cap"
          shown={settings.max_spend_usd === null ? "" : String(settings.max_spend_usd)}
          read={(text) => {
            const dollars = readMoney(text);
            return dollars === undefined ? { wrong: "Write an amount of dollars, as 25 or 12.50." } : { value: dollars };
          }}
          onCommit={(dollars) => change({ max_spend_usd: dollars })}
          hint="A run pauses before it would cost more. Empty for no cap."
        />
      </div>
    </Section>
  );
}
