import { useState } from "react";
import type { OrgProfile } from "../../../bindings";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Field, INPUT } from "../../../components/Field";
import { Segments } from "../../../components/Segments";
import { Unfolding } from "../../../components/Unfolding";
import { useOrgs } from "../../../state/orgs";
import { beginSignIn, useSignIn } from "../../../state/signIn";
import { useAttempt } from "../../../state/useAttempt";
import { SalesforceForm } from "../SalesforceForm";
import { AskAdmin } from "./AskAdmin";
import { OtherWays } from "./OtherWays";
import { Waiting } from "./Waiting";

type Place = "production" | "sandbox" | "my_domain";

interface SignInProps {
  /** The address used so far, which is no secret. */
  url: string;
  onSaved: () => Promise<void>;
  onCancel?: (() => void) | undefined;
}

/** The ways into an org, the browser first. */
export function SignIn({ url, onSaved, onCancel }: SignInProps) {
  const waiting = useSignIn((now) => now.waiting);
  const orgs = useOrgs((now) => now.orgs.value);
  // A connection file was opened and its org still waits to be signed in to: its values stand there.
  const known = orgs?.find((org) => org.method === "browser" && !org.signed_in) ?? orgs?.find((org) => org.consumer_key !== "");
  if (waiting) return <Waiting started={waiting} />;
  return (
    <div className="flex max-w-xl flex-col gap-4">
      <BrowserForm key={known?.id ?? "none"} known={known} onCancel={onCancel} />
      <OtherWays />
      <div className="border-t border-line pt-2">
        <Unfolding testId="ask-admin" summary="Ask my admin: what has to be set up in Salesforce, once for the whole team">
          <AskAdmin />
        </Unfolding>
        <Unfolding testId="salesforce-advanced" summary="Advanced: an app’s id and secret, or a pasted session token">
          <div className="pt-2">
            <SalesforceForm url={url} onSaved={onSaved} />
          </div>
        </Unfolding>
      </div>
    </div>
  );
}

function placeOf(login: string): Place {
  if (["", "production", "https://login.salesforce.com"].includes(login)) return "production";
  return ["sandbox", "https://test.salesforce.com"].includes(login) ? "sandbox" : "my_domain";
}

function BrowserForm({ known, onCancel }: { known: OrgProfile | undefined; onCancel: (() => void) | undefined }) {
  const problem = useSignIn((now) => now.problem);
  const typed = useSignIn((now) => now.form);
  const login = typed?.login ?? known?.login ?? "";
  const [place, setPlace] = useState<Place>(placeOf(login));
  const [domain, setDomain] = useState(place === "my_domain" ? login : "");
  const [key, setKey] = useState(typed?.consumer_key ?? known?.consumer_key ?? "");
  const [wrong, setWrong] = useState<{ domain?: string; key?: string }>({});
  const { busy, problem: refused, attempt } = useAttempt();
  const submit = () => {
    const missing: typeof wrong = {};
    if (place === "my_domain" && !domain.trim()) missing.domain = "Enter your org’s My Domain address.";
    if (!key.trim()) missing.key = "Enter the consumer key. A colleague’s connection file has it; so has your admin.";
    setWrong(missing);
    if (Object.keys(missing).length > 0) return;
    const where = place === "my_domain" ? domain.trim() : place;
    void attempt(() => beginSignIn({ login: where, consumer_key: key.trim(), org: known && !known.signed_in ? known.id : "" }));
  };
  const told = refused ?? problem;
  return (
    <form
      noValidate
      className="flex flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div>
        <Segments
          label="Where you sign in"
          testId="sign-in-place"
          value={place}
          options={[
            { value: "production", label: "Production" },
            { value: "sandbox", label: "Sandbox" },
            { value: "my_domain", label: "My Domain" },
          ]}
          onChange={setPlace}
        />
      </div>
      {place === "my_domain" && (
        <Field label="My Domain address" hint="As in your browser’s address bar when you use Salesforce" error={wrong.domain ?? null}>
          {(ids) => (
            <input
              {...ids}
              data-testid="sign-in-domain"
              type="url"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://acme.my.salesforce.com"
              value={domain}
              className={INPUT}
              onChange={(event) => setDomain(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label="Consumer key"
        hint="Of your org’s app for Leadsheet: the same for everybody, and no secret. “Ask my admin” tells how it is made."
        error={wrong.key ?? null}
      >
        {(ids) => (
          <input
            {...ids}
            data-testid="sign-in-key"
            autoComplete="off"
            spellCheck={false}
            value={key}
            className={`${INPUT} font-mono`}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
      {told && (
        <Banner tone={told.code === "cancelled" ? "info" : "bad"} testId="sign-in-problem">
          {told.message}
        </Banner>
      )}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy} data-testid="sign-in">
          Sign in in the browser
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            Keep it as it is
          </Button>
        )}
      </div>
    </form>
  );
}
