import { useRef, useState } from "react";
import { backend } from "../../platform/backend";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Field, INPUT } from "../../components/Field";
import { useAttempt } from "../../state/useAttempt";
import { Segments } from "../../components/Segments";
import { SecretField, takeSecret } from "./SecretField";

type Method = "access_token" | "client_credentials";

interface FormProps {
  /** The address used so far, which is no secret. */
  url: string;
  onSaved: () => Promise<void>;
  onCancel?: (() => void) | undefined;
}

/** Salesforce's credentials, as they are typed. */
export function SalesforceForm({ url: known, onSaved, onCancel }: FormProps) {
  const [method, setMethod] = useState<Method>("client_credentials");
  const [url, setUrl] = useState(known);
  const [clientId, setClientId] = useState("");
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const secret = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const { busy, problem, attempt } = useAttempt();
  const submit = () => {
    const missing: Record<string, string> = {};
    if (!url.trim()) missing.url = "Enter your org's address.";
    if (method === "access_token" && !token.current?.value.trim()) missing.token = "Paste the access token.";
    if (method === "client_credentials") {
      if (!clientId.trim()) missing.clientId = "Enter the consumer key.";
      if (!secret.current?.value.trim()) missing.secret = "Enter the consumer secret.";
    }
    setWrong(missing);
    if (Object.keys(missing).length > 0) return;
    const form =
      method === "access_token"
        ? { url: url.trim(), access_token: takeSecret(token), client_id: "", client_secret: "" }
        : { url: url.trim(), access_token: "", client_id: clientId.trim(), client_secret: takeSecret(secret) };
    void attempt(() => backend.saveSalesforce(form).then(onSaved));
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
      <Segments
        label="How to sign in"
        testId="salesforce-method"
        value={method}
        options={[
          { value: "client_credentials", label: "Client credentials" },
          { value: "access_token", label: "Access token" },
        ]}
        onChange={setMethod}
      />
      <Field label="Org address" hint="Your My Domain address, as https://acme.my.salesforce.com" error={wrong.url ?? null}>
        {(ids) => (
          <input
            {...ids}
            data-testid="salesforce-url"
            type="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://acme.my.salesforce.com"
            value={url}
            className={INPUT}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      {method === "client_credentials" ? (
        <>
          <Field
            label="Consumer key"
            hint="From the external client app in Salesforce Setup with the client credentials flow switched on"
            error={wrong.clientId ?? null}
          >
            {(ids) => (
              <input
                {...ids}
                data-testid="salesforce-client-id"
                autoComplete="off"
                spellCheck={false}
                value={clientId}
                className={`${INPUT} font-mono`}
                onChange={(event) => setClientId(event.target.value)}
              />
            )}
          </Field>
          <SecretField label="Consumer secret" testId="salesforce-client-secret" input={secret} error={wrong.secret ?? null} />
        </>
      ) : (
        <SecretField
          label="Access token"
          hint="Good for a trial: a session's token works for as long as the session, usually some hours."
          testId="salesforce-token"
          input={token}
          error={wrong.token ?? null}
        />
      )}
      {problem && <Banner tone="bad">{problem.message}</Banner>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy} data-testid="save-salesforce">
          Save and test
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            Keep the old ones
          </Button>
        )}
      </div>
    </form>
  );
}
