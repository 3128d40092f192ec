import { useRef, useState } from "react";
import { backend } from "../../platform/backend";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Field, INPUT } from "../../components/Field";
import { useAttempt } from "../../state/useAttempt";
import { SecretField, takeSecret } from "./SecretField";

interface FormProps {
  url: string;
  onSaved: () => Promise<void>;
  onCancel?: (() => void) | undefined;
}

/** The model's credentials, as they are typed. */
export function OpenAiForm({ url: known, onSaved, onCancel }: FormProps) {
  const [url, setUrl] = useState(known);
  const [wrong, setWrong] = useState<string | null>(null);
  const key = useRef<HTMLInputElement>(null);
  const { busy, problem, attempt } = useAttempt();
  const submit = () => {
    const missing = !key.current?.value.trim();
    setWrong(missing ? "Paste the API key." : null);
    if (missing) return;
    const form = { url: url.trim(), api_key: takeSecret(key) };
    void attempt(() => backend.saveOpenai(form).then(onSaved));
  };
  return (
    <form
      noValidate
      className="flex max-w-lg flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SecretField
        label="API key"
        hint="A project key with leave to use the Responses API"
        testId="openai-key"
        input={key}
        error={wrong}
      />
      <Field label="API address" hint="Leave it empty for OpenAI's own, or name a server that speaks its protocol.">
        {(ids) => (
          <input
            {...ids}
            data-testid="openai-url"
            type="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://api.openai.com/v1"
            value={url}
            className={INPUT}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      {problem && <Banner tone="bad">{problem.message}</Banner>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy} data-testid="save-openai">
          Save and test
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            Keep the old one
          </Button>
        )}
      </div>
    </form>
  );
}
