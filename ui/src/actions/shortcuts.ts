import { onMac } from "../platform/desktop";
import { useOverlay } from "../state/overlay";
import { useQuestion } from "../state/question";
import { useSaveDialog } from "../state/saveDialog";
import { useSource } from "../state/source";
import { type Action, perform } from "./action";

/** A key press, as far as shortcuts care. */
export type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Whether a press is a shortcut, `mod+o`. */
export function isPressed(keys: string, press: Press, mac: boolean = onMac): boolean {
  const parts = keys.split("+");
  const wanted = parts.at(-1) ?? "";
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (parts.includes("mod") !== mod || other || press.altKey) return false;
  // `?` and `/` lie under Shift on some keyboards: the character decides, not how it is reached.
  const isLetter = /^[a-z]$/i.test(wanted);
  if (isLetter && press.shiftKey) return false;
  return press.key.toLowerCase() === wanted.toLowerCase();
}

/** A shortcut as its keys are labelled: `⌘ O`, `Ctrl O`. */
export function keyLabels(keys: string, mac: boolean = onMac): string[] {
  const names: Record<string, string> = { mod: mac ? "⌘" : "Ctrl", Enter: mac ? "↵" : "Enter" };
  return keys.split("+").map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** A shortcut as `aria-keyshortcuts` wants it. */
export function ariaKeys(keys: string, mac: boolean = onMac): string {
  return keys
    .split("+")
    .map((key) => (key === "mod" ? (mac ? "Meta" : "Control") : key.length === 1 ? key.toUpperCase() : key))
    .join("+");
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** The action a press asks for here, if any. */
export function actionFor(actions: readonly Action[], press: Press, typing: boolean): Action | undefined {
  return actions.find((action) => {
    if (!action.keys || !isPressed(action.keys, press)) return false;
    if (typing && !action.keys.includes("mod+")) return false;
    return action.when?.() ?? true;
  });
}

/** What is asked of the user comes first: behind a dialog nothing moves. */
function isDialogOpen(): boolean {
  return Boolean(useQuestion.getState().question ?? useSaveDialog.getState().run ?? useSource.getState().open);
}

/** Listens for the shortcuts of all actions. */
export function listenForShortcuts(actions: readonly Action[]): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || isDialogOpen()) return;
    const action = actionFor(actions, event, isTyping(event.target));
    if (!action) return;
    const over = useOverlay.getState().over;
    if (over && action.id !== "show-palette") return;
    event.preventDefault();
    void perform(action);
  };
  window.addEventListener("keydown", hear);
  return () => window.removeEventListener("keydown", hear);
}
