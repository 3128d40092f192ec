import type { RecipeChoice } from "../../bindings";
import { Cards, Segments } from "../../components/Segments";
import { Part } from "../../components/Fact";
import { Toggle } from "../../components/Toggle";
import { choose, chooseRecipe, useDraft } from "../../state/draft";
import type { Mode } from "../../state/request";
import { useSetup } from "../../state/setup";

const MODES: { value: Mode; label: string; about: string }[] = [
  { value: "full", label: "Rules and model", about: "Every lead is read, scored by rules, and judged by the model." },
  { value: "rules", label: "Rules only", about: "Every lead is read and scored by rules. Free, and nothing goes to a model." },
  { value: "check", label: "Check ids only", about: "Every id is looked up in Salesforce, and the run stops there. Assessing later reads nothing again." },
];

/** What to do with the leads: the recipe, how far to go, and what the model gets to see. */
export function Work() {
  const recipes = useSetup((now) => now.info.value?.recipes);
  const choices = useDraft((now) => now.choices);
  const recipe = recipes?.find((each) => each.name === choices.recipe);
  const modes = recipe?.uses_model ? MODES : MODES.filter((mode) => mode.value !== "full");
  return (
    <Part
      title="What to do"
      aside={
        <Segments label="How far to go" testId="mode" value={choices.mode} options={modes} onChange={(mode) => choose({ mode })} />
      }
    >
      <p className="mb-3 text-sm text-muted">{MODES.find((mode) => mode.value === choices.mode)?.about}</p>
      {recipes && recipes.length > 0 && (
        <Cards
          label="Recipe"
          testId="recipe"
          value={choices.recipe}
          options={recipes.map((each) => ({ value: each.name, label: each.title, about: each.about }))}
          onChange={(name) => takeRecipe(recipes, name, choices.mode)}
        />
      )}
      <div className="mt-4">
        <Toggle
          label="Follow merged leads to the one that remains"
          hint="A lead that was merged away has no record any more; the lead it was merged into is read and assessed in its place, and the row says so."
          on={choices.followMerged}
          onChange={(followMerged) => choose({ followMerged })}
          testId="follow-merged"
        />
      </div>
    </Part>
  );
}

function takeRecipe(recipes: RecipeChoice[], name: string, mode: Mode): void {
  const usesModel = recipes.find((each) => each.name === name)?.uses_model ?? false;
  // A recipe without a model cannot go as far; one with a model does what it is made for.
  const next = mode === "check" ? mode : usesModel ? "full" : "rules";
  chooseRecipe(name, next);
}
