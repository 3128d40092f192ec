import type { FieldChoice, OrgField, RecipeFieldFit } from "../../bindings";
import { Button } from "../../components/Button";
import { FieldPicker } from "../../components/FieldPicker";
import { Icon } from "../../components/icons";
import { chooseFields } from "../../state/draft";
import { withMatch } from "../../state/fields";

/** A field that cannot be read: what it costs, and which field holds it here. */
export function MissingField({ wish, offered, choice }: { wish: RecipeFieldFit; offered: OrgField[]; choice: FieldChoice }) {
  const likely = wish.suggestions.flatMap((path) => offered.filter((field) => field.path === path))[0];
  const match = (path: string | null) => chooseFields(withMatch(choice, wish.path, path));
  const matched = wish.org_field !== wish.path;
  return (
    <li
      data-testid="missing-field"
      data-field={wish.path}
      className="flex items-start gap-3 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
    >
      <Icon name="warning" size={14} className="mt-1 text-warn" label="Cannot be read" />
      <div className="min-w-0 flex-1">
        <p>
          {wish.label} <span className="font-mono text-xs text-muted select-text">{wish.path}</span>
        </p>
        <p className="text-xs text-pretty text-muted">
          {matched && `${wish.org_field}, which you matched to it, cannot be read either. `}
          {wish.cost || "Nothing is scored by it; its column is left out."}
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-2">
        {likely && !matched && (
          <Button size="small" data-testid="take-likely" title={likely.path} onClick={() => match(likely.path)}>
            Use {likely.label}
          </Button>
        )}
        {matched && (
          <Button look="quiet" size="small" onClick={() => match(null)}>
            Undo
          </Button>
        )}
        {offered.length > 0 && (
          <FieldPicker
            testId="match-field"
            label={`Fields to read for ${wish.label}`}
            fields={offered}
            likely={wish.suggestions}
            onPick={(field) => match(field.path)}
            trigger={
              <Button look="quiet" size="small" data-testid="match-field">
                {likely ? "Another…" : "Match a field…"}
              </Button>
            }
          />
        )}
      </div>
    </li>
  );
}
