import type { ReactNode } from "react";
import { Button } from "./Button";
import { Icon, type IconName } from "./icons";

export type Tone = "info" | "good" | "warn" | "bad";

const TONE: Record<Tone, { box: string; ink: string; icon: IconName; word: string }> = {
  info: { box: "border-line bg-sunken", ink: "text-muted", icon: "info", word: "Note" },
  good: { box: "border-transparent bg-good-soft", ink: "text-good", icon: "checkCircle", word: "Done" },
  warn: { box: "border-transparent bg-warn-soft", ink: "text-warn", icon: "warning", word: "Attention" },
  bad: { box: "border-transparent bg-bad-soft", ink: "text-bad", icon: "crossCircle", word: "Problem" },
};

interface BannerProps {
  tone: Tone;
  children: ReactNode;
  /** What can be done about it. */
  actions?: ReactNode;
  onClose?: () => void;
  className?: string;
  testId?: string;
  icon?: IconName;
}

/** A sentence where it matters: what happened, what it means, what to do. */
export function Banner({ tone, children, actions, onClose, className = "", testId, icon }: BannerProps) {
  const { box, ink, icon: own, word } = TONE[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      data-testid={testId}
      className={`flex items-start gap-2.5 rounded-lg border px-3 py-2 text-sm ${box} ${className}`}
    >
      <Icon name={icon ?? own} label={word} className={`mt-0.5 ${ink}`} />
      <div className="min-w-0 flex-1 select-text text-pretty wrap-anywhere">{children}</div>
      {actions && <div className="-my-0.5 flex shrink-0 gap-2">{actions}</div>}
      {onClose && (
        <Button look="quiet" size="small" icon="cross" aria-label="Take this away" className="-my-1 -mr-1.5" onClick={onClose} />
      )}
    </div>
  );
}
