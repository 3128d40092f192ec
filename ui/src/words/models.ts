import type { ModelChoice } from "../bindings";

/** The models to choose from; an empty name leaves it to the recipe. */
export function modelOptions(models: readonly ModelChoice[]): { value: string; label: string; about?: string }[] {
  return [
    { value: "", label: "The recipe's own" },
    ...models.map((model) => ({ value: model.name, label: model.name, about: model.about })),
  ];
}
