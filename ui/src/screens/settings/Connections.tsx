import { useEffect, useState } from "react";
import type { AppError, ConnectionState, Keychain } from "../../bindings";
import { backend } from "../../platform/backend";
import { asProblem } from "../../platform/problem";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Box } from "../../components/Fact";
import { Icon } from "../../components/icons";
import { foresee } from "../../state/draft";
import { loadOrgs } from "../../state/orgs";
import { ask } from "../../state/question";
import { useSignIn } from "../../state/signIn";
import { dropTest, loadConnections, testConnection, useSetup } from "../../state/setup";
import { PROVIDER, keptWords, methodWords } from "../../words/labels";
import { OpenAiForm } from "./OpenAiForm";
import { Orgs } from "./salesforce/Orgs";
import { SignIn } from "./salesforce/SignIn";
import { Section } from "./Section";

/** Whom the app signs in to. What is typed goes one way, into the keychain, and is never shown again. */
export function Connections({ keychain }: { keychain: Keychain }) {
  const connections = useSetup((now) => now.connections);
  useEffect(() => {
    void loadOrgs();
  }, []);
  return (
    <Section
      id="connections"
      title="Connections"
      about="Secrets go into your system's keychain and nowhere else. They are never shown again, written to a file, or logged."
      problem={connections.problem ?? null}
    >
      {!keychain.available && (
        <Banner tone="warn" className="mb-4" testId="no-keychain">
          {keychain.sentence}
        </Banner>
      )}
      <div className="flex flex-col gap-4">
        {connections.value?.map((connection) => <Connection key={connection.provider} connection={connection} />)}
      </div>
    </Section>
  );
}

function Connection({ connection }: { connection: ConnectionState }) {
  const { provider, connected, url, method, kept_in, sentence } = connection;
  const [editing, setEditing] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const test = useSetup((now) => now.tests[provider]);
  const name = PROVIDER[provider];
  const signingIn = useSignIn((now) => now.waiting !== null) && provider === "salesforce";
  const open = editing || !connected || signingIn;
  const changed = async () => {
    setEditing(false);
    setProblem(null);
    dropTest(provider);
    await Promise.all([loadConnections(), loadOrgs()]);
    // A run being prepared may be able to start now, or no longer.
    foresee();
  };
  const saved = async () => {
    await changed();
    await testConnection(provider);
  };
  const forget = async () => {
    const sure = await ask({
      title: `Forget the ${name} credentials?`,
      text: "They are removed from the keychain. Runs that need them pause until you enter them again.",
      yes: "Forget them",
      no: "Keep them",
    });
    if (!sure) return;
    await backend.forgetConnection(provider).then(changed, (reason: unknown) => setProblem(asProblem(reason)));
  };
  return (
    <Box>
      <div className="flex items-start gap-3 px-4 py-3.5" data-testid={`connection-card-${provider}`} data-connected={connected}>
        <Icon
          name={connected ? "checkCircle" : "dashCircle"}
          label={connected ? "Connected" : "Not connected"}
          className={`mt-1 ${connected ? "text-good" : "text-faint"}`}
        />
        <div className="min-w-0 flex-1">
          <h3 className="text-base font-semibold">{name}</h3>
          <p className="text-sm text-pretty wrap-anywhere text-muted">{sentence}</p>
          {connected && (
            <p className="mt-1 text-xs wrap-anywhere text-faint">
              {[url, methodWords(method), keptWords(kept_in)].filter(Boolean).join(", ")}
            </p>
          )}
        </div>
        {connected && (
          <div className="flex shrink-0 gap-2">
            <Button
              size="small"
              busy={test.state === "loading"}
              data-testid={`test-${provider}`}
              onClick={() => void testConnection(provider)}
            >
              Test
            </Button>
            {!editing && kept_in !== "environment" && (
              <Button size="small" data-testid={`replace-${provider}`} onClick={() => setEditing(true)}>
                {provider === "salesforce" ? "Sign in again or elsewhere…" : "Replace…"}
              </Button>
            )}
            {provider === "openai" && kept_in !== "environment" && (
              <Button size="small" look="quiet" data-testid={`forget-${provider}`} onClick={() => void forget()}>
                Forget…
              </Button>
            )}
          </div>
        )}
      </div>
      {problem && (
        <Banner tone="bad" className="mx-4 mb-3.5">
          {problem.message}
        </Banner>
      )}
      {(test.value || test.problem) && test.state !== "loading" && (
        <Banner
          tone={test.value?.ok && !test.problem ? "good" : "bad"}
          className="mx-4 mb-3.5"
          testId={`test-result-${provider}`}
        >
          {test.problem?.message ?? test.value?.sentence}
          {!test.problem && test.value && test.value.details.length > 0 && (
            <ul className="mt-1 text-xs text-muted">
              {test.value.details.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </Banner>
      )}
      {provider === "salesforce" && kept_in !== "environment" && <Orgs />}
      {open && (
        <div className="border-t border-line px-4 py-4">
          {provider === "salesforce" ? (
            <SignIn url={url} onSaved={saved} onCancel={connected ? () => setEditing(false) : undefined} />
          ) : (
            <OpenAiForm url={url} onSaved={saved} onCancel={connected ? () => setEditing(false) : undefined} />
          )}
        </div>
      )}
    </Box>
  );
}
