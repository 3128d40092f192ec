import { useRef, useState } from "react";
import { backend } from "../../platform/backend";
import { Segments } from "../../components/Segments";
import { CredentialForm, type CredentialFormProps, PlainField } from "./CredentialForm";
import { SecretField, takeSecret } from "./SecretField";

type Method = "access_token" | "client_credentials";

/** Salesforce's credentials, as they are typed. */
export function SalesforceForm({ url: known, onSaved, onCancel }: CredentialFormProps) {
  const [method, setMethod] = useState<Method>("client_credentials");
  const [url, setUrl] = useState(known);
  const [clientId, setClientId] = useState("");
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const secret = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const submit = () => {
    const missing: Record<string, string> = {};
    if (!url.trim()) missing.url = "Enter your org's address.";
    if (method === "access_token" && !token.current?.value.trim()) missing.token = "Paste the access token.";
    if (method === "client_credentials") {
      if (!clientId.trim()) missing.clientId = "Enter the consumer key.";
      if (!secret.current?.value.trim()) missing.secret = "Enter the consumer secret.";
    }
    setWrong(missing);
    if (Object.keys(missing).length > 0) return null;
    const form =
      method === "access_token"
        ? { url: url.trim(), access_token: takeSecret(token), client_id: "", client_secret: "" }
        : { url: url.trim(), access_token: "", client_id: clientId.trim(), client_secret: takeSecret(secret) };
    return backend.saveSalesforce(form).then(onSaved);
  };
  return (
    <CredentialForm testId="save-salesforce" keep="Keep the old ones" onSubmit={submit} onCancel={onCancel}>
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
      <PlainField
        label="Org address"
        hint="Your My Domain address, as https://acme.my.salesforce.com"
        error={wrong.url ?? null}
        testId="salesforce-url"
        type="url"
        placeholder="https://acme.my.salesforce.com"
        value={url}
        onChange={setUrl}
      />
      {method === "client_credentials" ? (
        <>
          <PlainField
            label="Consumer key"
            hint="From the external client app in Salesforce Setup with the client credentials flow switched on"
            error={wrong.clientId ?? null}
            testId="salesforce-client-id"
            className="font-mono"
            value={clientId}
            onChange={setClientId}
          />
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
    </CredentialForm>
  );
}
