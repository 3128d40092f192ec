import type { FieldFit, OrgField, RecipeChoice, RecipeField, RecipeFieldFit } from "../../bindings";
import { Button } from "../../components/Button";
import { FieldPicker } from "../../components/FieldPicker";
import { Unfolding } from "../../components/Unfolding";
import { chooseFields, useDraft } from "../../state/draft";
import { withMatch } from "../../state/fields";
import { counted } from "../../words/number";

const SHARED: Record<string, string> = { full: "In full", domain: "Domain only", never: "Never" };

interface RecipeFieldsProps {
  recipe: RecipeChoice;
  fit: FieldFit | undefined;
  offered: OrgField[];
  asksModel: boolean;
}

/** Every field of the recipe, where it is read, and what the model is shown of it. */
export function RecipeFields({ recipe, fit, offered, asksModel }: RecipeFieldsProps) {
  const read = recipe.fields.filter((field) => wishOf(fit, field)?.readable !== false);
  const shared = read.filter((field) => field.shared !== "never").length;
  return (
    <Unfolding
      testId="recipe-fields"
      summary={
        <span className="text-muted">
          Reads {counted(read.length, "field")} of each lead for the recipe
          {asksModel ? `; the model is shown ${shared} of them, and never a record id` : "; nothing goes to a model"}
        </span>
      }
    >
      <table className="w-full text-sm">
        <thead>
          <tr className="text-left text-xs text-faint">
            <th className="py-1 font-medium">Field</th>
            <th className="font-medium">In Salesforce</th>
            {asksModel && <th className="font-medium">Shown to the model</th>}
            <th className="w-24">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {recipe.fields.map((field) => (
            <Line key={field.path} field={field} wish={wishOf(fit, field)} offered={offered} asksModel={asksModel} />
          ))}
        </tbody>
      </table>
    </Unfolding>
  );
}

function wishOf(fit: FieldFit | undefined, field: RecipeField): RecipeFieldFit | undefined {
  return fit?.fields.find((wish) => wish.path === field.path);
}

interface LineProps {
  field: RecipeField;
  wish: RecipeFieldFit | undefined;
  offered: OrgField[];
  asksModel: boolean;
}

function Line({ field, wish, offered, asksModel }: LineProps) {
  const choice = useDraft((now) => now.choices.fields);
  const matched = choice.matched.find((one) => one.recipe_field === field.path);
  return (
    <tr className="border-t border-line" data-field={field.path}>
      <td className="py-1">{field.label}</td>
      <td className="font-mono text-xs text-muted select-text">
        {matched ? (
          <>
            <span className="text-ink">{matched.org_field}</span> for {field.path}
          </>
        ) : (
          field.path
        )}
        {wish && !wish.readable && <span className="ml-2 font-sans text-warn">Cannot be read</span>}
      </td>
      {asksModel && <td className="text-muted">{wish?.readable === false ? "Left out" : (SHARED[field.shared] ?? field.shared)}</td>}
      <td className="text-right">
        {matched ? (
          <Button look="quiet" size="small" onClick={() => chooseFields(withMatch(choice, field.path, null))}>
            Undo
          </Button>
        ) : (
          offered.length > 0 && (
            <FieldPicker
              testId="match-field"
              label={`Fields to read for ${field.label}`}
              fields={offered}
              likely={wish?.suggestions ?? []}
              onPick={(picked) => chooseFields(withMatch(choice, field.path, picked.path))}
              trigger={
                <Button look="quiet" size="small">
                  Match…
                </Button>
              }
            />
          )
        )}
      </td>
    </tr>
  );
}
