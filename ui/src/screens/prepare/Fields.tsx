import type { FieldChoice, FieldFit, OrgField } from "../../bindings";
import { goToSection } from "../../actions/places";
import { Banner } from "../../components/Banner";
import { Bone } from "../../components/Bone";
import { Button } from "../../components/Button";
import { Box, Part } from "../../components/Fact";
import { FieldPicker } from "../../components/FieldPicker";
import { chooseFields, lookAgain, useDraft } from "../../state/draft";
import { useFields, withAdded, withoutAdded } from "../../state/fields";
import { recipeOf } from "../../state/request";
import { fieldType } from "../../words/labels";
import { counted } from "../../words/number";
import { MissingField } from "./MissingField";
import { RecipeFields } from "./RecipeFields";

/** What is read of each lead: the recipe's fields as this org has them, and those the user adds. */
export function Fields() {
  const choices = useDraft((now) => now.choices);
  const { org, fit, unsaved } = useFields();
  const recipe = recipeOf(choices);
  if (!recipe) return null;
  const offered = org.value?.fields ?? [];
  return (
    <Part
      title="Fields"
      aside={
        org.value && (
          <FieldPicker
            testId="add-field"
            label="Fields of your org"
            fields={offered}
            taken={[...choices.fields.added.map((field) => field.path), ...readPaths(fit.value)]}
            onPick={(field) => chooseFields(withAdded(choices.fields, field))}
            trigger={
              <Button size="small" data-testid="add-field">
                Add a column…
              </Button>
            }
          />
        )
      }
    >
      {org.problem && <NoFields code={org.problem.code} sentence={org.problem.message} />}
      {org.state === "loading" && !org.value && <Bone className="mb-3 h-10 w-full rounded-lg" />}
      {fit.value && <Missing fit={fit.value} offered={offered} choice={choices.fields} />}
      {fit.problem && fit.problem.code !== org.problem?.code && (
        <Banner tone="bad" className="mb-3" actions={<Button size="small" onClick={lookAgain}>Try again</Button>}>
          {fit.problem.message}
        </Banner>
      )}
      {choices.fields.added.length > 0 && <Added choice={choices.fields} offered={offered} />}
      {unsaved && (
        <Banner tone="warn" className="mb-3">
          {unsaved}
        </Banner>
      )}
      <RecipeFields recipe={recipe} fit={fit.value} offered={offered} asksModel={choices.mode === "full"} />
    </Part>
  );
}

function readPaths(fit: FieldFit | undefined): string[] {
  return fit?.fields.filter((wish) => wish.readable).map((wish) => wish.org_field) ?? [];
}

function NoFields({ code, sentence }: { code: string; sentence: string }) {
  const absent = code === "not_connected";
  return (
    <Banner
      tone={absent ? "info" : "warn"}
      className="mb-3"
      testId="fields-problem"
      actions={
        absent ? (
          <Button size="small" onClick={() => goToSection("connections")}>
            Connect…
          </Button>
        ) : (
          <Button size="small" onClick={lookAgain}>
            Try again
          </Button>
        )
      }
    >
      {absent ? "Connect to Salesforce to see which of these fields your org has, and to add columns of your own." : sentence}
    </Banner>
  );
}

/** What the org lacks, with what that costs and a way to name the field that holds it here. */
function Missing({ fit, offered, choice }: { fit: FieldFit; offered: OrgField[]; choice: FieldChoice }) {
  const lacking = fit.fields.filter((wish) => !wish.readable);
  if (lacking.length === 0) return null;
  return (
    <Box className="mb-3">
      <div data-testid="missing-fields" className="px-4 pt-3 pb-2">
        <p className="text-sm font-medium">
          {counted(lacking.length, "field")} of the recipe cannot be read in {fit.org}
        </p>
        <p className="mt-0.5 text-xs text-pretty text-muted">
          The org does not have {lacking.length === 1 ? "it" : "them"} under this name, or does not share{" "}
          {lacking.length === 1 ? "it" : "them"} with you. If the same stands in another field, match that; it is kept for the
          next run.
        </p>
      </div>
      <ul className="border-t border-line">
        {lacking.map((wish) => (
          <MissingField key={wish.path} wish={wish} offered={offered} choice={choice} />
        ))}
      </ul>
    </Box>
  );
}

/** The columns that were added, each with the way to take it out. */
function Added({ choice, offered }: { choice: FieldChoice; offered: OrgField[] }) {
  return (
    <Box className="mb-3">
      <p className="px-4 pt-3 pb-1.5 text-sm font-medium">
        {counted(choice.added.length, "column")} added <span className="font-normal text-muted">and never sent to the model</span>
      </p>
      <ul data-testid="added-fields" className="pb-1.5">
        {choice.added.map((field) => (
          <li key={field.path} data-field={field.path} className="flex items-center gap-3 py-0.5 pr-2 pl-4 text-sm">
            <span className="min-w-0 flex-1 truncate">{field.label || field.path}</span>
            <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{field.path}</span>
            <span className="w-28 shrink-0 truncate text-xs text-faint">
              {offered.length === 0 || offered.some((one) => one.path === field.path) ? fieldType(field.field_type) : "Not in this org"}
            </span>
            <Button
              look="quiet"
              size="small"
              icon="cross"
              aria-label={`Take ${field.label || field.path} out`}
              onClick={() => chooseFields(withoutAdded(choice, field.path))}
            />
          </li>
        ))}
      </ul>
    </Box>
  );
}
