import { create } from "zustand";
import type { FieldChoice, Forecast, IdHealth, PreflightCheck, SheetInfo, Trial, WorkbookInfo } from "../bindings";
import { backend } from "../platform/backend";
import { dropFit, keepChoice, lookAtFields, refit, savedChoice } from "./fields";
import { latest, none, type Loadable } from "./loadable";
import { requestOf, sourceOf, type Choices } from "./request";
import { setUp, useSetup } from "./setup";
import { firstSheet } from "./sheet";

/** A run being prepared: the workbook, the user's choices, and what the app says of them. */
export interface Draft {
  path: string | null;
  workbook: Loadable<WorkbookInfo>;
  choices: Choices;
  health: Loadable<IdHealth>;
  forecast: Loadable<Forecast>;
  preflight: Loadable<PreflightCheck[]>;
  trial: Loadable<Trial>;
  /** Worth knowing about how the workbook came in, as when several were dropped. */
  note: string | null;
}

const blank: Choices = {
  sheet: 0,
  headerRow: null,
  idColumn: null,
  recipe: "",
  mode: "full",
  model: "",
  capUsd: null,
  followMerged: false,
  readBy: "size",
  fields: { added: [], matched: [] },
};

export const useDraft = create<Draft>(() => ({
  path: null,
  workbook: none,
  choices: blank,
  health: none,
  forecast: none,
  preflight: none,
  trial: none,
  note: null,
}));

const set = useDraft.setState;
const get = useDraft.getState;
const workbookOf = latest<WorkbookInfo>((workbook) => set({ workbook }), () => get().workbook);
const healthOf = latest<IdHealth>((health) => set({ health }), () => get().health);
const forecastOf = latest<Forecast>((forecast) => set({ forecast }), () => get().forecast);
const preflightOf = latest<PreflightCheck[]>((preflight) => set({ preflight }), () => get().preflight);
const trialOf = latest<Trial>((trial) => set({ trial }), () => get().trial);

/** What was chosen for a workbook, kept while the app is up so that opening it again loses nothing. */
const remembered = new Map<string, Choices>();

/** Opens a workbook to prepare a run of it. */
export async function openWorkbook(path: string, note: string | null = null): Promise<void> {
  const same = get().path === path;
  for (const each of [healthOf, forecastOf, preflightOf, trialOf]) each.drop();
  dropFit();
  if (!same) workbookOf.drop();
  set({ path, note });
  // The choices to begin with come from both.
  await Promise.all([workbookOf.ask(() => backend.inspectWorkbook(path)), setUp()]);
  const info = get().workbook;
  if (get().path !== path || info.state !== "ready") return;
  const known = remembered.get(path);
  set({ choices: known ?? choicesFor(info.value) });
  examine();
  lookAtFields(path);
  if (!known) await takeSavedFields(path);
}

/** The choices to begin with: what was found in the workbook, and the user's own settings. */
function choicesFor(info: WorkbookInfo): Choices {
  const { settings, info: app } = useSetup.getState();
  const sheet = firstSheet(info);
  const recipe = app.value?.recipes[0];
  return {
    ...blank,
    ...placesIn(info.sheets[sheet]),
    sheet,
    recipe: recipe?.name ?? "",
    mode: recipe && !recipe.uses_model ? "rules" : "full",
    model: settings.value?.model ?? "",
    capUsd: settings.value?.max_spend_usd ?? null,
  };
}

/** The fields that were chosen for this recipe in this org the last time. */
async function takeSavedFields(path: string): Promise<void> {
  const { recipe } = get().choices;
  if (!recipe) return;
  const fields = await savedChoice(path, recipe);
  if (get().path === path && get().choices.recipe === recipe && fields) choose({ fields });
}

/** Takes another recipe, and with it the fields chosen for that. */
export function chooseRecipe(recipe: string, mode: Choices["mode"]): void {
  const { path } = get();
  choose({ recipe, mode, fields: blank.fields });
  if (path) void takeSavedFields(path);
}

/** Takes a choice of fields, and keeps it for the next run of this recipe in this org. */
export function chooseFields(fields: FieldChoice): void {
  choose({ fields });
  const { path, choices } = get();
  if (path) void keepChoice(path, choices.recipe, fields);
}

/** Asks once more what fields the org has. */
export function lookAgain(): void {
  const { path } = get();
  const request = requestOf(get());
  if (path) lookAtFields(path);
  if (request) refit(request);
}

function placesIn(sheet: SheetInfo | undefined): Pick<Choices, "headerRow" | "idColumn"> {
  return { headerRow: sheet?.header_row ?? null, idColumn: sheet?.id_column?.index ?? null };
}

/** Changes what is chosen; what depends on it is asked anew. */
export function choose(change: Partial<Choices>): void {
  const { workbook, choices, path } = get();
  const moved = change.sheet !== undefined && change.sheet !== choices.sheet;
  const next = {
    ...choices,
    ...(moved ? placesIn(workbook.value?.sheets[change.sheet ?? 0]) : {}),
    ...change,
  };
  set({ choices: next });
  if (path) remembered.set(path, next);
  const rows = moved || change.headerRow !== undefined || change.idColumn !== undefined;
  if (rows) examine();
  else foresee();
}

/** Looks at the ids of the chosen column, and at what the run would take. */
function examine(): void {
  trialOf.drop();
  const source = sourceOf(get());
  if (source) {
    // The groups of another column would mislead; nothing is better than the wrong ones.
    healthOf.drop();
    void healthOf.ask(() => backend.examineIds(source));
  } else {
    healthOf.drop();
  }
  foresee();
}

let soon: ReturnType<typeof setTimeout> | undefined;

/** Forecasts anew, once the user has stopped changing things for a moment. */
export function foresee(): void {
  preflightOf.drop();
  clearTimeout(soon);
  if (!requestOf(get())) {
    forecastOf.drop();
    return;
  }
  soon = setTimeout(() => {
    const request = requestOf(get());
    if (!request) return;
    void forecastOf.ask(() => backend.forecast(request));
    refit(request);
  }, 200);
}

/** Checks whether the run can start. */
export async function runPreflight(): Promise<void> {
  const request = requestOf(get());
  if (request) await preflightOf.ask(() => backend.preflight(request));
}

/** Asks for real about a few leads; their answers are kept and sharpen the forecast. */
export async function runTrial(leads: number): Promise<void> {
  const request = requestOf(get());
  if (!request) return;
  await trialOf.ask(() => backend.tryLeads(request, leads));
  const trial = get().trial;
  if (trial.state === "ready") set({ forecast: { state: "ready", value: trial.value.forecast } });
}
