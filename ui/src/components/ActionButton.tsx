import { type Action, deedOf, dismiss, perform, titleOf, useDeeds } from "../actions/action";
import { ariaKeys, keyLabels } from "../actions/shortcuts";
import { useDraft } from "../state/draft";
import { useNavigation } from "../state/navigation";
import { useRuns } from "../state/runs";
import { useSaves } from "../state/saves";
import { Banner } from "./Banner";
import { Button, type ButtonProps } from "./Button";
import type { IconName } from "./icons";
import { Keys, Tip } from "./Tip";

interface ActionButtonProps extends Omit<ButtonProps, "onClick" | "icon"> {
  action: Action;
  /** What it is done on, where that is not the thing in view. */
  on?: string;
  /** Other words than the action's own, for where the place says the rest. */
  label?: string;
  /** Only the icon; the words go into the tip. */
  iconOnly?: boolean;
  icon?: IconName | null;
}

/** What an action is called and whether it can be done, kept up to date with what it looks at. */
function useActionNow(action: Action, on?: string): { blocked: string | null; title: string } {
  const blocked = () => action.blocked?.(on) ?? null;
  const title = () => titleOf(action);
  // Each store is listened to for both answers; as plain text they change only when they differ.
  useDraft(blocked);
  useSaves(blocked);
  useDraft(title);
  useRuns(title);
  useNavigation(title);
  return { blocked: blocked(), title: title() };
}

/** A button of an action: its words, icon, shortcut, and why it cannot be pressed just now. */
export function ActionButton({ action, on, label, iconOnly = false, icon, ...rest }: ActionButtonProps) {
  const { busy } = useDeeds((deeds) => deedOf(deeds, action, on));
  const { blocked, title } = useActionNow(action, on);
  const words = label ?? title;
  const shown = icon === null ? undefined : (icon ?? action.icon);
  const button = (
    <Button
      data-testid={action.id}
      busy={busy}
      icon={shown}
      disabled={blocked !== null}
      aria-label={iconOnly ? words : undefined}
      aria-keyshortcuts={action.keys && !on ? ariaKeys(action.keys) : undefined}
      {...rest}
      onClick={() => void perform(action, on)}
    >
      {iconOnly ? null : words}
    </Button>
  );
  if (!iconOnly && (!action.keys || on)) return button;
  return (
    <Tip
      text={
        <>
          {iconOnly ? words : "Shortcut"}
          {action.keys && !on ? <Keys labels={keyLabels(action.keys)} inverted /> : null}
        </>
      }
    >
      {button}
    </Tip>
  );
}

/** What went wrong with an action, where its button is. */
export function ActionProblem({ of, on, className = "" }: { of: Action; on?: string; className?: string }) {
  const { problem } = useDeeds((deeds) => deedOf(deeds, of, on));
  if (!problem) return null;
  return (
    <Banner tone="bad" className={className} onClose={() => dismiss(of, on)} testId={`${of.id}-problem`}>
      {problem.message}
    </Banner>
  );
}
