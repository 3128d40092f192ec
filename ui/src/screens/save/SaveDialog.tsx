import { Dialog } from "@base-ui/react/dialog";
import { type RefObject, useEffect, useRef } from "react";
import type { SavePlan } from "../../bindings";
import { ariaKeys, keyLabels } from "../../actions/shortcuts";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { DialogBody, DialogBox, DialogFoot, DialogHead } from "../../components/DialogBox";
import { Turning } from "../../components/icons";
import { Notes } from "../../components/Notes";
import { Keys, Tip } from "../../components/Tip";
import { closeSaveDialog, placeOf, type SaveForm, useSaveDialog } from "../../state/saveDialog";
import { wrongHeaders } from "../../state/saveColumns";
import { save } from "../../state/saves";
import { counted } from "../../words/number";
import { Columns } from "./Columns";
import { Kinds } from "./Kinds";
import { Where } from "./Where";

/** What saving will do, told and chosen before anything is written. */
export function SaveDialog() {
  const { run, plan, form } = useSaveDialog();
  const button = useRef<HTMLButtonElement>(null);
  const ready = plan.value !== undefined && form !== null;
  // Once all is told, Enter saves: the way of those who change nothing.
  useEffect(() => {
    if (run !== null && ready) button.current?.focus();
  }, [run, ready]);
  const confirm = () => {
    if (plan.value && form && !hindrance(plan.value, form)) void save();
  };
  return (
    <DialogBox
      open={run !== null}
      onClose={closeSaveDialog}
      onConfirm={confirm}
      testId="save-dialog"
      width="w-[47rem]"
      initialFocus={() => (button.current?.disabled ? null : button.current)}
    >
      <DialogHead title="Save workbook" about="Nothing is written before you save." />
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
      <Foot plan={plan.value} form={form} button={button} />
    </DialogBox>
  );
}

function Choices({ plan, form }: { plan: SavePlan; form: SaveForm }) {
  const report = form.kind === "report";
  const status = form.columns.find(({ kind }) => kind === "status");
  const lost = status && !status.chosen ? [`Without ${status.name} the counts of the summary are plain numbers, which no longer follow your changes.`] : [];
  return (
    <DialogBody>
      <Kinds plan={plan} form={form} />
      <Where plan={plan} form={form} />
      <Columns plan={plan} form={form} />
      <Notes testId="save-notes" notes={[...lost, ...(report ? plan.report_notes : plan.notes)]} className="mt-4" />
    </DialogBody>
  );
}

function Foot({ plan, form, button }: { plan: SavePlan | undefined; form: SaveForm | null; button: RefObject<HTMLButtonElement | null> }) {
  const ready = plan !== undefined && form !== null;
  const stops = ready ? hindrance(plan, form) : null;
  const over = form?.kind === "over";
  return (
    <DialogFoot>
      <p role="status" className="mr-auto min-w-0 text-sm text-pretty text-muted" data-testid="save-hindrance">
        {stops}
      </p>
      <Dialog.Close render={<Button data-testid="save-cancel">Cancel</Button>} />
      <Tip
        text={
          <>
            Shortcut
            <Keys labels={keyLabels("mod+Enter")} inverted />
          </>
        }
      >
        <Button
          ref={button}
          look={over ? "danger" : "primary"}
          data-testid="save-now"
          aria-keyshortcuts={ariaKeys("mod+Enter")}
          disabled={!ready || stops !== null}
          onClick={() => void save()}
        >
          {over ? "Replace the original" : "Save"}
        </Button>
      </Tip>
    </DialogFoot>
  );
}

/** Why it cannot be saved as it is chosen; `null` where it can. */
function hindrance(plan: SavePlan, form: SaveForm): string | null {
  if (!form.columns.some(({ chosen }) => chosen)) return "Choose at least one column.";
  const wrong = wrongHeaders(form.columns).size;
  if (wrong > 0) return `${counted(wrong, "column name")} cannot be used as written.`;
  if (form.kind === "over") return form.sure ? null : "Tick that the original may be replaced.";
  const isOriginal = placeOf(plan, form) === plan.original;
  return isOriginal ? "This is the original itself. Choose another place, or to put it over the original." : null;
}
