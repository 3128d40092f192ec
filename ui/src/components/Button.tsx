import type { ComponentProps } from "react";
import { Icon, Turning, type IconName } from "./icons";

type Look = "primary" | "secondary" | "quiet" | "danger";
type Size = "small" | "medium" | "large";

const LOOK: Record<Look, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:enabled:bg-accent-hover shadow-low",
  secondary: "border-line-strong bg-surface text-ink hover:enabled:bg-hover shadow-low",
  quiet: "border-transparent bg-transparent text-muted hover:enabled:bg-hover hover:enabled:text-ink",
  danger: "border-transparent bg-bad text-surface hover:enabled:opacity-90",
};

const SIZE: Record<Size, string> = {
  small: "h-7 px-2.5 text-sm gap-1.5",
  medium: "h-8 px-3 text-sm gap-2",
  large: "h-10 px-4.5 text-base gap-2",
};

export interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  size?: Size;
  icon?: IconName | undefined;
  /** Under way: the button waits, its words stay. */
  busy?: boolean;
}

/** A button that says what it does. */
export function Button({
  look = "secondary",
  size = "medium",
  icon,
  busy = false,
  className = "",
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const only = children === undefined || children === null;
  return (
    <button
      type="button"
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={`inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md border font-medium transition-colors disabled:opacity-50 aria-busy:opacity-80 ${LOOK[look]} ${SIZE[size]} ${only ? "aspect-square px-0!" : ""} ${className}`}
      {...rest}
    >
      {busy ? <Turning size={14} /> : icon && <Icon name={icon} size={size === "large" ? 16 : 14} />}
      {children}
    </button>
  );
}
