import type { SavePlan } from "../../bindings";
import { Cards } from "../../components/Segments";
import { Tick } from "../../components/Tick";
import { changeForm, type SaveForm, type SaveKind } from "../../state/saveDialog";
import { fileName } from "../../words/labels";

/** What becomes of the workbook. Replacing the original takes a tick of its own. */
export function Kinds({ plan, form }: { plan: SavePlan; form: SaveForm }) {
  const original = fileName(plan.original);
  const notOver = plan.over_original !== null && plan.over_original === plan.same_workbook ? "Not possible for the same reason." : plan.over_original;
  return (
    <>
      <Cards<SaveKind>
        label="What to save"
        testId="save-kind"
        value={form.kind}
        options={[
          {
            value: "columns",
            label: "My workbook, with columns added",
            about: plan.same_workbook ?? "A copy of it with everything it has; columns and two sheets are added.",
            disabled: plan.same_workbook !== null,
          },
          {
            value: "report",
            label: "A new report workbook",
            about: `The values of “${plan.sheet}” with the columns, without formulas and other sheets.`,
          },
          {
            value: "over",
            label: "Put it over the original",
            about: notOver ?? "As the first, in place of your own file. A backup is made first.",
            disabled: plan.over_original !== null,
          },
        ]}
        onChange={(kind) => changeForm({ kind, sure: false })}
      />
      {form.kind === "over" && (
        <div className="mt-3 rounded-lg bg-warn-soft px-3 py-2.5">
          <Tick testId="save-sure" ticked={form.sure} onTick={(sure) => changeForm({ sure })}>
            Replace “{original}”. It is first copied to{" "}
            <span className="font-medium wrap-anywhere" data-testid="save-backup">
              {fileName(plan.backup)}
            </span>{" "}
            beside it.
            <span className="block text-xs text-muted">Keep that copy: saving this run once more, as after a retry, reads your rows from it.</span>
          </Tick>
        </div>
      )}
    </>
  );
}
