import { useEffect, useState } from "react";
import { backToPrepare } from "../../actions/continueDraft";
import { startRun } from "../../actions/startRun";
import { tryLeads } from "../../actions/tryLeads";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Part } from "../../components/Fact";
import { SideSheet } from "../../components/SideSheet";
import { runPreflight, useDraft } from "../../state/draft";
import { requestOf } from "../../state/request";
import { useSetup } from "../../state/setup";
import { counted } from "../../words/number";
import { money } from "../../words/money";
import { LeadDetails } from "../lead/LeadDetails";
import { LeadTitle } from "../lead/LeadTitle";
import { ForecastPanel } from "../prepare/ForecastPanel";
import { Preflight } from "./Preflight";
import { TrialTable } from "./TrialTable";

/** The last look: does everything stand, what do a few true answers look like, and then the one button. */
export function Start() {
  const draft = useDraft();
  const [open, setOpen] = useState<number | null>(null);
  const unchecked = draft.preflight.state === "none" && requestOf(draft) !== null;
  useEffect(() => {
    if (unchecked) void runPreflight();
  }, [unchecked]);
  const leads = draft.trial.value?.leads ?? [];
  const lead = leads.find((each) => each.row.row === open);
  return (
    <div className="flex h-full">
      <div className="scroll-y min-w-0 flex-1">
        <div className="mx-auto max-w-4xl px-7 pt-6 pb-10">
          <header className="mb-6 flex items-start justify-between gap-4">
            <div>
              <h1 className="text-xl">Ready to start?</h1>
              <p className="mt-0.5 text-sm text-muted">
                <Plan />
              </p>
            </div>
            <ActionButton action={backToPrepare} look="quiet" />
          </header>
          <Preflight />
          <Part title="Try it first" aside={<ActionButton action={tryLeads} />}>
            <p className="text-sm text-pretty text-muted">
              The first ten leads are read and answered for real. Their answers are kept, so they cost nothing in the run, and
              what they took sharpens the forecast.
            </p>
            <ActionProblem of={tryLeads} className="mt-3" />
            <TrialTable open={open} onOpen={setOpen} />
          </Part>
        </div>
      </div>
      <ForecastPanel>
        <ActionProblem of={startRun} className="mb-3" />
        <ActionButton action={startRun} look="primary" size="large" className="w-full" />
        <StartNote />
      </ForecastPanel>
      <SideSheet
        open={lead !== undefined}
        onClose={() => setOpen(null)}
        title={lead && <LeadTitle row={lead.row} />}
        testId="lead-page"
      >
        {lead && <LeadDetails lead={lead} />}
      </SideSheet>
    </div>
  );
}

function Plan() {
  const { choices, health, workbook } = useDraft();
  const recipes = useSetup((now) => now.info.value?.recipes);
  const recipe = recipes?.find((each) => each.name === choices.recipe)?.title ?? choices.recipe;
  const sheet = workbook.value?.sheets[choices.sheet]?.name ?? "";
  const leads = health.value ? counted(health.value.distinct_leads, "lead") : "The leads";
  if (choices.mode === "check") return `${leads} on ${sheet} are looked up in Salesforce, and no more.`;
  const model = choices.mode === "full" ? `, judged by ${choices.model || "the recipe's own model"}` : ", without a model";
  const cap = choices.mode === "full" && choices.capUsd !== null ? `, for ${money(choices.capUsd)} at most` : "";
  return `${leads} on ${sheet}, by ${recipe}${model}${cap}.`;
}

/** Why the button cannot be pressed, under it; a dead button must not be a riddle. */
function StartNote() {
  const blocked = useDraft(() => startRun.blocked?.() ?? null);
  const checking = useDraft((now) => now.preflight.state === "loading");
  if (!blocked) return null;
  return <p className="mt-2 text-center text-xs text-pretty text-muted">{checking ? "Checking…" : blocked}</p>;
}
