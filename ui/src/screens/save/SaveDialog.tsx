import { Dialog } from "@base-ui/react/dialog";
import { useEffect, useRef } from "react";
import type { SavePlan } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Turning } from "../../components/icons";
import { Notes } from "../../components/Notes";
import { closeSaveDialog, type SaveForm, useSaveDialog } from "../../state/saveDialog";
import { wrongHeaders } from "../../state/saveColumns";
import { save } from "../../state/saves";
import { counted } from "../../words/number";
import { Columns } from "./Columns";
import { Kinds } from "./Kinds";
import { Where } from "./Where";

/** What saving will do, told and chosen before anything is written. */
export function SaveDialog() {
  const { run, plan, form } = useSaveDialog();
  const box = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open={run !== null} onOpenChange={(next) => !next && closeSaveDialog()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup
          ref={box}
          data-testid="save-dialog"
          initialFocus={box}
          className="rise fixed top-1/2 left-1/2 z-40 flex max-h-[88vh] w-[47rem] max-w-[92vw] -translate-1/2 flex-col rounded-xl border border-line bg-surface shadow-high outline-none"
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            if (form && !hindrance(form)) void save();
          }}
        >
          <header className="border-b border-line px-5 py-3">
            <Dialog.Title className="text-lg font-semibold">Save workbook</Dialog.Title>
            <Dialog.Description className="text-sm text-muted">Nothing is written before you save.</Dialog.Description>
          </header>
          {plan.problem ? (
            <Banner tone="bad" className="m-5" testId="save-plan-problem">
              {plan.problem.message}
            </Banner>
          ) : plan.value && form ? (
            <Choices plan={plan.value} form={form} />
          ) : (
            <p className="flex items-center gap-3 px-5 py-8 text-sm text-muted" role="status">
              <Turning /> Looking at the workbook: where its columns end, and what must be kept.
            </p>
          )}
          <Foot form={plan.value ? form : null} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choices({ plan, form }: { plan: SavePlan; form: SaveForm }) {
  const report = form.kind === "report";
  const status = form.columns.find(({ kind }) => kind === "status");
  const lost = status && !status.chosen ? [`Without ${status.name} the counts of the summary are plain numbers, which no longer follow your changes.`] : [];
  return (
    <div className="scroll-y min-h-0 flex-1 px-5 py-4">
      <Kinds plan={plan} form={form} />
      <Where plan={plan} form={form} />
      <Columns plan={plan} form={form} />
      <Notes testId="save-notes" notes={[...lost, ...(report ? plan.report_notes : plan.notes)]} className="mt-4" />
    </div>
  );
}

function Foot({ form }: { form: SaveForm | null }) {
  const stops = form && hindrance(form);
  const over = form?.kind === "over";
  const button = useRef<HTMLButtonElement>(null);
  const ready = form !== null;
  // Once all is told, Enter saves: the way of those who change nothing.
  useEffect(() => {
    if (ready) button.current?.focus();
  }, [ready]);
  return (
    <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
      <p role="status" className="mr-auto min-w-0 text-sm text-pretty text-muted" data-testid="save-hindrance">
        {stops}
      </p>
      <Dialog.Close render={<Button data-testid="save-cancel">Cancel</Button>} />
      <Button ref={button} look={over ? "danger" : "primary"} data-testid="save-now" disabled={!ready || stops !== null} onClick={() => void save()}>
        {over ? "Replace the original" : "Save"}
      </Button>
    </footer>
  );
}

/** Why it cannot be saved as it is chosen; `null` where it can. */
function hindrance({ kind, sure, columns }: SaveForm): string | null {
  if (!columns.some(({ chosen }) => chosen)) return "Choose at least one column.";
  const wrong = wrongHeaders(columns).size;
  if (wrong > 0) return `${counted(wrong, "column name")} cannot be used as written.`;
  if (kind === "over" && !sure) return "Say that the original may be replaced.";
  return null;
}
