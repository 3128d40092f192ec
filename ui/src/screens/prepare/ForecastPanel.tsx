import type { ReactNode } from "react";
import type { Forecast } from "../../bindings";
import { Bone } from "../../components/Bone";
import { CapField } from "../../components/CapField";
import { Choice } from "../../components/Choice";
import { Fact } from "../../components/Fact";
import { choose, foresee, useDraft } from "../../state/draft";
import { useSetup } from "../../state/setup";
import { moneyRange } from "../../words/money";
import { keysOf, READ_BY, READ_BY_MEANING } from "../../words/labels";
import { modelOptions } from "../../words/models";
import { count } from "../../words/number";
import { durationRange } from "../../words/time";

/** Always in sight: what the run will take, and how much it may cost. */
export function ForecastPanel({ children }: { children: ReactNode }) {
  const { forecast, choices } = useDraft();
  const asksModel = choices.mode === "full";
  const known = forecast.value;
  return (
    <aside aria-label="What it will take" className="flex w-72 shrink-0 flex-col border-l border-line bg-surface max-[1000px]:w-64">
      <div className="scroll-y min-h-0 flex-1 px-5 py-6">
        <h2 className="mb-1 text-base font-semibold">What it will take</h2>
        <dl aria-busy={forecast.state === "loading"} className={forecast.state === "loading" ? "opacity-70 transition-opacity" : ""}>
          <Fact name="Rows" testId="row-count">
            {shown(known, (f) => count(f.rows))}
          </Fact>
          <Fact name="Leads" testId="forecast-leads">
            {shown(known, (f) => count(f.leads))}
          </Fact>
          <Fact name="Time" testId="forecast-time">
            {shown(known, (f) => durationRange(f.time))}
          </Fact>
          <Fact name="Salesforce calls" testId="forecast-calls">
            {shown(known, (f) => count(f.salesforce_calls))}
          </Fact>
          {asksModel && (
            <>
              <Fact name="Model requests" testId="forecast-requests">
                {shown(known, (f) => count(f.openai_requests))}
              </Fact>
              {known && known.cached_answers > 0 && <Fact name="Answered already, free">{count(known.cached_answers)}</Fact>}
            </>
          )}
          <Fact name="Cost" testId="forecast-cost">
            {shown(known, (f) => moneyRange(f.cost_low_usd, f.cost_high_usd))}
          </Fact>
        </dl>
        {known && <p className="mt-1.5 text-xs text-pretty text-faint">{known.basis}</p>}
        {forecast.problem && (
          <p role="alert" className="mt-2 text-xs text-bad">
            {forecast.problem.message}{" "}
            <button type="button" className="font-medium underline" onClick={foresee}>
              Try again
            </button>
          </p>
        )}
        {asksModel && <Spending known={known} />}
        <Reading />
      </div>
      <div className="border-t border-line p-4">{children}</div>
    </aside>
  );
}

function shown(forecast: Forecast | undefined, words: (forecast: Forecast) => string): ReactNode {
  return forecast ? words(forecast) : <Bone className="h-3.5 w-14" />;
}

function Reading() {
  const readBy = useDraft((now) => now.choices.readBy);
  return (
    <div className="mt-5 border-t border-line pt-5">
      <Choice
        label="How leads are read"
        testId="read-by"
        value={readBy}
        options={keysOf(READ_BY).map((value) => ({ value, label: READ_BY[value], about: READ_BY_MEANING[value] }))}
        onChange={(next) => choose({ readBy: next })}
      />
      <p className="mt-1 text-xs text-pretty text-muted" data-testid="read-by-means">
        {READ_BY_MEANING[readBy]}
      </p>
    </div>
  );
}

function Spending({ known }: { known: Forecast | undefined }) {
  const { model, capUsd } = useDraft((now) => now.choices);
  const models = useSetup((now) => now.info.value?.models ?? []);
  const over = capUsd !== null && known !== undefined && known.cost_high_usd > capUsd;
  return (
    <div className="mt-5 flex flex-col gap-4 border-t border-line pt-5">
      <Choice
        label="Model"
        testId="model-select"
        value={model}
        options={modelOptions(models)}
        onChange={(next) => choose({ model: next })}
      />
      <CapField
        testId="spending-cap"
        cap={capUsd}
        onCap={(dollars) => choose({ capUsd: dollars })}
        hint={
          over
            ? "The run may reach this cap. It then pauses, and what is done is kept."
            : capUsd === null
              ? "The run may cost what it needs."
              : "The run pauses before it would cost more."
        }
      />
    </div>
  );
}
