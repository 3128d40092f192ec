import { Popover } from "@base-ui/react/popover";
import { useState } from "react";
import type { RunId, RunSnapshot } from "../../bindings";
import { assessChecked, type Assessment } from "../../actions/assessChecked";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { CapField } from "../../components/CapField";
import { Choice } from "../../components/Choice";
import { Segments } from "../../components/Segments";
import { useSetup } from "../../state/setup";
import { useAttempt } from "../../state/useAttempt";
import { modelOptions } from "../../words/models";
import { counted } from "../../words/number";

/** After a run that only checked ids: go on with the leads it has read. */
export function AssessChecked({ run, snapshot }: { run: RunId; snapshot: RunSnapshot }) {
  const models = useSetup((now) => now.info.value?.models ?? []);
  const usual = useSetup((now) => now.settings.value);
  const [wish, setWish] = useState<Assessment>({ ai: true, model: usual?.model ?? "", capUsd: usual?.max_spend_usd ?? null });
  const { busy, problem, attempt } = useAttempt();
  const rows = snapshot.status.not_assessed;
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button icon="play" data-testid="assess-checked" />}>Assess {counted(rows, "row")}…</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className="z-30">
          <Popover.Popup className="rise flex w-80 flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-high outline-none">
            <div>
              <Popover.Title className="text-base font-semibold">Assess these leads</Popover.Title>
              <Popover.Description className="text-sm text-pretty text-muted">
                They have been read already, so Salesforce is not asked again.
              </Popover.Description>
            </div>
            <Segments
              label="How far to go"
              testId="assess-mode"
              value={wish.ai ? "full" : "rules"}
              options={[
                { value: "full", label: "Rules and model" },
                { value: "rules", label: "Rules only" },
              ]}
              onChange={(mode) => setWish({ ...wish, ai: mode === "full" })}
            />
            {wish.ai && (
              <>
                <Choice
                  label="Model"
                  testId="assess-model"
                  value={wish.model}
                  options={modelOptions(models)}
                  onChange={(model) => setWish({ ...wish, model })}
                />
                <CapField
                  testId="assess-cap"
                  cap={wish.capUsd}
                  onCap={(capUsd) => setWish({ ...wish, capUsd })}
                  hint="The run pauses before it would cost more."
                />
              </>
            )}
            {problem && <Banner tone="bad">{problem.message}</Banner>}
            <Button look="primary" busy={busy} data-testid="assess-start" onClick={() => void attempt(() => assessChecked(run, wish))}>
              Assess {counted(rows, "row")}
            </Button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
