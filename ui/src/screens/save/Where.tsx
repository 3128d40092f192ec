import type { SavePlan } from "../../bindings";
import { choosePlace } from "../../actions/saveWorkbook";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Icon } from "../../components/icons";
import { placeOf, type SaveForm } from "../../state/saveDialog";
import { fileName, folderOf } from "../../words/labels";

/** The file that will be written. */
export function Where({ plan, form }: { plan: SavePlan; form: SaveForm }) {
  const path = placeOf(plan, form);
  const over = form.kind === "over";
  return (
    <section aria-label="Where" className="mt-4">
      <h3 className="mb-1.5 text-xs font-medium text-muted">{over ? "Replaces" : "Saves as"}</h3>
      <div className="flex items-center gap-3 rounded-lg border border-line px-3 py-2">
        <Icon name="sheet" className="text-muted" />
        <div className="min-w-0 flex-1 select-text" data-testid="save-path" title={path}>
          <span className="block truncate text-sm font-medium">{fileName(path)}</span>
          <span className="block truncate text-xs text-muted">{folderOf(path)}</span>
        </div>
        {!over && <ActionButton action={choosePlace} size="small" icon={null} />}
      </div>
      <ActionProblem of={choosePlace} className="mt-2" />
    </section>
  );
}
