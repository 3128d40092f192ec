import { create } from "zustand";
import type { LeadSource, SourcePreview } from "../bindings";
import { backend } from "../platform/backend";
import { latest, none, type Loadable } from "./loadable";

/** The ways to begin without a workbook. */
export type SourceKind = LeadSource["kind"];

interface Source {
  /** The dialog that is open: for ids, or for queries of either kind. */
  open: "ids" | "query" | null;
  kind: SourceKind;
  /** What is written, by kind, so that a look at the other loses nothing. */
  texts: Record<SourceKind, string>;
  preview: Loadable<SourcePreview>;
  /** What the preview is of. */
  previewed: LeadSource | null;
}

/** Leads that come from no workbook, while they are being chosen. */
export const useSource = create<Source>(() => ({
  open: null,
  kind: "condition",
  texts: { condition: "", query: "", ids: "" },
  preview: none,
  previewed: null,
}));

const set = useSource.setState;
const get = useSource.getState;
const previewOf = latest<SourcePreview>((preview) => set({ preview }), () => get().preview);

/** Opens the dialog. */
export function openSource(open: "ids" | "query"): void {
  previewOf.drop();
  set({ open, kind: open === "ids" ? "ids" : "condition", previewed: null });
}

/** Closes it; what was written stays for the next time. */
export function closeSource(): void {
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
  const source = sourceWritten();
  set({ previewed: source });
  await previewOf.ask(() => backend.previewSource(source));
}

/** What a source is, in a line. */
export function toldOf(source: LeadSource): string {
  const text = source.text.replace(/\s+/g, " ").trim();
  const short = text.length > 240 ? `${text.slice(0, 240)}…` : text;
  if (source.kind === "ids") return "These ids were pasted. The result is a new workbook.";
  return source.kind === "query" ? `Leads of the query ${short}` : `All leads where ${short}`;
}
