import { type ReactNode, useId, useState } from "react";

interface FieldProps {
  label: string;
  /** What it is for, or the range it takes. */
  hint?: ReactNode;
  /** Why what stands there cannot be taken. */
  error?: string | null;
  children: (ids: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean }) => ReactNode;
  className?: string;
}

/** A control with its label, its hint, and what is wrong with it. */
export function Field({ label, hint, error, children, className = "" }: FieldProps) {
  const id = useId();
  const about = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children({ id, "aria-describedby": about, "aria-invalid": Boolean(error) })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-xs text-pretty text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** How all text inputs look. */
export const INPUT =
  "h-8 w-full min-w-0 select-text rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink shadow-low aria-invalid:border-bad";

interface TypedProps<V> {
  label: string;
  hint?: ReactNode;
  /** The value as text. */
  shown: string;
  /** The value of a text; a string says why it is none. */
  read: (text: string) => { value: V } | { wrong: string };
  onCommit: (value: V) => void;
  testId: string;
  placeholder?: string;
  prefix?: string;
  inputMode?: "numeric" | "decimal";
  className?: string;
}

/** A text that stands for a value: taken on leaving or Enter, kept as typed while it is none. */
export function TypedField<V>({ label, hint, shown, read, onCommit, testId, placeholder, prefix, inputMode, className = "" }: TypedProps<V>) {
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState<string | null>(null);
  const [known, setKnown] = useState(shown);
  if (known !== shown) {
    // The value was changed elsewhere, as by choosing a profile.
    setKnown(shown);
    setText(shown);
    setWrong(null);
  }
  const commit = () => {
    if (text === shown) {
      setWrong(null);
      return;
    }
    const said = read(text);
    if ("wrong" in said) {
      setWrong(said.wrong);
      return;
    }
    setWrong(null);
    setText(shown);
    onCommit(said.value);
  };
  return (
    <Field label={label} hint={hint} error={wrong} className={className}>
      {(ids) => (
        <span className="relative block">
          {prefix && <span className="absolute inset-y-0 left-2.5 flex items-center text-sm text-faint">{prefix}</span>}
          <input
            {...ids}
            data-testid={testId}
            value={text}
            placeholder={placeholder}
            inputMode={inputMode}
            autoComplete="off"
            spellCheck={false}
            className={`${INPUT} ${prefix ? "pl-6" : ""}`}
            onChange={(event) => setText(event.target.value)}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) commit();
              if (event.key === "Escape") {
                setText(shown);
                setWrong(null);
              }
            }}
          />
        </span>
      )}
    </Field>
  );
}
