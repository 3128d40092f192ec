import type { ReactNode } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Field, INPUT } from "../../components/Field";
import { useAttempt } from "../../state/useAttempt";

/** What the forms of credentials are given. */
export interface CredentialFormProps {
  /** The address used so far, which is no secret. */
  url: string;
  onSaved: () => Promise<void>;
  onCancel?: (() => void) | undefined;
}

interface FrameProps {
  /** What saving does; nothing where something is missing, which the fields then say. */
  onSubmit: () => Promise<void> | null;
  onCancel: (() => void) | undefined;
  /** What leaving the form is called. */
  keep: string;
  testId: string;
  children: ReactNode;
}

/** Credentials as they are typed, saved and tested in one go. */
export function CredentialForm({ onSubmit, onCancel, keep, testId, children }: FrameProps) {
  const { busy, problem, attempt } = useAttempt();
  return (
    <form
      noValidate
      className="flex max-w-lg flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        const saving = onSubmit();
        if (saving) void attempt(() => saving);
      }}
    >
      {children}
      {problem && <Banner tone="bad">{problem.message}</Banner>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy} data-testid={testId}>
          Save and test
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            {keep}
          </Button>
        )}
      </div>
    </form>
  );
}

interface PlainFieldProps {
  label: string;
  hint: string;
  testId: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  placeholder?: string;
  type?: "text" | "url";
  className?: string;
}

/** What goes with a secret and is none: an address, a public key. */
export function PlainField({ label, hint, error = null, testId, value, onChange, placeholder, type = "text", className = "" }: PlainFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          {...ids}
          data-testid={testId}
          type={type}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          className={`${INPUT} ${className}`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
