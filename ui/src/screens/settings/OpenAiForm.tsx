import { useRef, useState } from "react";
import { backend } from "../../platform/backend";
import { CredentialForm, type CredentialFormProps, PlainField } from "./CredentialForm";
import { SecretField, takeSecret } from "./SecretField";

/** The model's credentials, as they are typed. */
export function OpenAiForm({ url: known, onSaved, onCancel }: CredentialFormProps) {
  const [url, setUrl] = useState(known);
  const [wrong, setWrong] = useState<string | null>(null);
  const key = useRef<HTMLInputElement>(null);
  const submit = () => {
    const missing = !key.current?.value.trim();
    setWrong(missing ? "Paste the API key." : null);
    if (missing) return null;
    return backend.saveOpenai({ url: url.trim(), api_key: takeSecret(key) }).then(onSaved);
  };
  return (
    <CredentialForm testId="save-openai" keep="Keep the old one" onSubmit={submit} onCancel={onCancel}>
      <SecretField
        label="API key"
        hint="A project key with leave to use the Responses API"
        testId="openai-key"
        input={key}
        error={wrong}
      />
      <PlainField
        label="API address"
        hint="Leave it empty for OpenAI's own, or name a server that speaks its protocol."
        testId="openai-url"
        type="url"
        placeholder="https://api.openai.com/v1"
        value={url}
        onChange={setUrl}
      />
    </CredentialForm>
  );
}
