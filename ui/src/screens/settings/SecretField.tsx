import { type ReactNode, type RefObject } from "react";
import { Field, INPUT } from "../../components/Field";

interface SecretFieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  testId: string;
  /** The input itself is the only place that holds the secret; it never enters React's state. */
  input: RefObject<HTMLInputElement | null>;
}

/** A secret being typed. It is read once, on saving, and wiped. */
export function SecretField({ label, hint, error, testId, input }: SecretFieldProps) {
  return (
    <Field label={label} hint={hint} error={error ?? null}>
      {(ids) => (
        <input
          {...ids}
          ref={input}
          data-testid={testId}
          type="password"
          autoComplete="off"
          spellCheck={false}
          defaultValue=""
          className={`${INPUT} font-mono`}
        />
      )}
    </Field>
  );
}

/** Takes the secret out of its input, leaving nothing behind. */
export function takeSecret(input: RefObject<HTMLInputElement | null>): string {
  const secret = input.current?.value.trim() ?? "";
  if (input.current) input.current.value = "";
  return secret;
}
