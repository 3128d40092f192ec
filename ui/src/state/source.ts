import { create } from "zustand";
import type { LeadSource, SourcePreview } from "../bindings";
import { backend } from "../platform/backend";
import { asProblem } from "../platform/problem";
import { latest, none, type Loadable } from "./loadable";

/** The ways to begin without a workbook. */
export type SourceKind = LeadSource["kind"];

/** Ids on their way into a workbook. */
export interface Gathering {
  ids: number;
  of: number;
  stopping: boolean;
}

interface Source {
  /** The dialog that is open: for ids, or for queries of either kind. */
  open: "ids" | "query" | null;
  kind: SourceKind;
  /** What is written, by kind, so that a look at the other loses nothing. */
  texts: Record<SourceKind, string>;
  preview: Loadable<SourcePreview>;
  /** What the preview is of. */
  previewed: LeadSource | null;
  /** How far fetching the ids is, while they are fetched. */
  gathering: Gathering | null;
}

/** Leads that come from no workbook, while they are being chosen. */
export const useSource = create<Source>(() => ({
  open: null,
  kind: "condition",
  texts: { condition: "", query: "", ids: "" },
  preview: none,
  previewed: null,
  gathering: null,
}));

const set = useSource.setState;
const get = useSource.getState;
const previewOf = latest<SourcePreview>((preview) => set({ preview }), () => get().preview);

/** Opens the dialog. */
export function openSource(open: "ids" | "query"): void {
  previewOf.drop();
  set({ open, kind: open === "ids" ? "ids" : "condition", previewed: null });
}

/** Closes it; what was written stays for the next time. While ids are fetched it stays open. */
export function closeSource(): void {
  if (get().gathering) return;
  previewOf.drop();
  set({ open: null, previewed: null });
}

/** Takes another kind of query. */
export function chooseKind(kind: SourceKind): void {
  previewOf.drop();
  set({ kind, previewed: null });
}

/** Takes what is written. What was seen before speaks of something else now. */
export function write(text: string): void {
  previewOf.drop();
  set((now) => ({ texts: { ...now.texts, [now.kind]: text }, previewed: null }));
}

/** The source as it is written. */
export function sourceWritten(): LeadSource {
  const { kind, texts } = get();
  return { kind, text: texts[kind] };
}

/** Looks at the first leads; nothing more is fetched. */
export async function lookAtSource(): Promise<void> {
  if (get().gathering) return;
  const source = sourceWritten();
  set({ previewed: source });
  await previewOf.ask(() => backend.previewSource(source));
}

/** Fetches all ids of what was looked at. Gives the path of their workbook, or `null` where it was stopped. */
export async function gather(source: LeadSource): Promise<string | null> {
  set({ gathering: { ids: 0, of: get().preview.value?.rows ?? 0, stopping: false } });
  try {
    return await backend.gatherSource(source);
  } catch (reason) {
    if (asProblem(reason).code === "gathering_stopped") return null;
    throw reason;
  } finally {
    set({ gathering: null });
  }
}

/** Hears how many ids have come. */
export function hearGathering(ids: number, of: number): void {
  set(({ gathering }) => (gathering ? { gathering: { ...gathering, ids, of } } : {}));
}

/** Stops fetching; what was written of the ids goes away, the dialog stays as it was before. */
export async function stopGathering(): Promise<void> {
  const { gathering } = get();
  if (!gathering || gathering.stopping) return;
  set({ gathering: { ...gathering, stopping: true } });
  try {
    await backend.stopGathering();
  } catch (reason) {
    // It goes on; whoever asked hears why it could not be stopped.
    set(({ gathering: now }) => (now ? { gathering: { ...now, stopping: false } } : {}));
    throw reason;
  }
}

/** What a source is, in a line. */
export function toldOf(source: LeadSource): string {
  const text = source.text.replace(/\s+/g, " ").trim();
  const short = text.length > 240 ? `${text.slice(0, 240)}…` : text;
  if (source.kind === "ids") return "These ids were pasted. The result is a new workbook.";
  return source.kind === "query" ? `Leads of the query ${short}` : `All leads where ${short}`;
}
