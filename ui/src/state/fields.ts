import { create } from "zustand";
import type { AddedField, FieldChoice, FieldFit, OrgField, OrgFields, RunRequest } from "../bindings";
import { backend } from "../platform/backend";
import { asProblem } from "../platform/problem";
import { latest, none, type Loadable } from "./loadable";

interface Fields {
  /** What the org offers. */
  org: Loadable<OrgFields>;
  /** The recipe laid beside it. */
  fit: Loadable<FieldFit>;
  /** Why the choice could not be saved. */
  unsaved: string | null;
}

/** The fields of the org that the draft's run would read from. */
export const useFields = create<Fields>(() => ({ org: none, fit: none, unsaved: null }));

const set = useFields.setState;
const get = useFields.getState;
const orgOf = latest<OrgFields>((org) => set({ org }), () => get().org);
const fitOf = latest<FieldFit>((fit) => set({ fit }), () => get().fit);

/** Asks what fields there are. Nothing that is asked here reads a lead. */
export function lookAtFields(path: string): void {
  void orgOf.ask(() => backend.leadFields(path));
}

/** Lays the request's recipe beside the org. */
export function refit(request: RunRequest): void {
  void fitOf.ask(() => backend.fitFields(request));
}

/** Forgets what belongs to another workbook's org. */
export function dropFit(): void {
  orgOf.drop();
  fitOf.drop();
  set({ unsaved: null });
}

/** What was chosen for the recipe in this org the last time; nothing where that cannot be told. */
export async function savedChoice(path: string, recipe: string): Promise<FieldChoice | null> {
  try {
    const saved = await backend.savedFields(path, recipe);
    return saved.added.length + saved.matched.length > 0 ? saved : null;
  } catch (reason) {
    set({ unsaved: asProblem(reason).message });
    return null;
  }
}

/** Keeps the choice for the next run of this recipe in this org. */
export async function keepChoice(path: string, recipe: string, fields: FieldChoice): Promise<void> {
  try {
    await backend.saveFields(path, recipe, fields);
    set({ unsaved: null });
  } catch (reason) {
    set({ unsaved: asProblem(reason).message });
  }
}

/** The choice with a field more. */
export function withAdded(choice: FieldChoice, field: OrgField): FieldChoice {
  const added: AddedField = { path: field.path, label: field.label, field_type: field.field_type };
  return { ...choice, added: [...choice.added.filter((one) => one.path !== field.path), added] };
}

/** The choice with a field less. */
export function withoutAdded(choice: FieldChoice, path: string): FieldChoice {
  return { ...choice, added: choice.added.filter((field) => field.path !== path) };
}

/** The choice in which a field of the org stands in for one of the recipe; none, for its own. */
export function withMatch(choice: FieldChoice, recipeField: string, orgField: string | null): FieldChoice {
  const others = choice.matched.filter((one) => one.recipe_field !== recipeField);
  const own = orgField === null || orgField === recipeField;
  return { ...choice, matched: own ? others : [...others, { recipe_field: recipeField, org_field: orgField }] };
}

/** Whether a field answers to what was typed: each word stands in its label, its name or its type. */
export function answersTo(field: OrgField, typed: string): boolean {
  const told = `${field.label} ${field.path} ${field.field_type} ${field.through.join(" ")}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => told.includes(word));
}
