import { useRef } from "react";
import type { SignInStarted } from "../../../bindings";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Field, INPUT } from "../../../components/Field";
import { Turning } from "../../../components/icons";
import { Unfolding } from "../../../components/Unfolding";
import { copyText } from "../../../platform/desktop";
import { say } from "../../../state/overlay";
import { cancelSignIn, openSignInPage, pasteLanding, useSignIn } from "../../../state/signIn";
import { useAttempt } from "../../../state/useAttempt";
import { BROWSER_PAGES, type BrowserPage } from "../../../words/browserPages";
import { AskAdmin } from "./AskAdmin";

/** While the browser is waited for: how long still, and what to do when it does not come back. */
export function Waiting({ started }: { started: SignInStarted }) {
  const secondsLeft = useSignIn((now) => now.secondsLeft);
  const problem = useSignIn((now) => now.problem);
  const paste = useRef<HTMLInputElement>(null);
  const copy = async () => {
    await copyText(started.address);
    say("Address copied.");
  };
  const { problem: notCopied, attempt } = useAttempt();
  return (
    <div className="flex max-w-xl flex-col gap-3.5" data-testid="sign-in-waiting">
      <div className="flex items-center gap-3">
        <Turning size={18} />
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium" role="status">
            Waiting for your browser
          </p>
          <p className="text-xs text-muted">
            Answer Salesforce’s question there. Still waiting for {clock(secondsLeft)}.
          </p>
        </div>
        <Button data-testid="cancel-sign-in" onClick={() => void attempt(cancelSignIn)}>
          Cancel
        </Button>
      </div>
      {!started.listens && (
        <Banner tone="warn" testId="sign-in-deaf">
          Other programs hold all of Leadsheet’s callback ports, so the browser cannot bring the answer by itself. When it says that the
          page cannot be reached, copy its address and paste it below.
        </Banner>
      )}
      {(problem ?? notCopied) && <Banner tone="bad">{(problem ?? notCopied)?.message}</Banner>}
      <div className="flex gap-2">
        <Button size="small" data-testid="open-sign-in-page" onClick={() => void openSignInPage()}>
          Open the page again
        </Button>
        <Button size="small" icon="copy" data-testid="copy-sign-in-address" onClick={() => void attempt(copy)}>
          Copy its address
        </Button>
      </div>
      <div className="border-t border-line pt-2">
        <Unfolding testId="what-do-you-see" summary="What do you see in the browser?">
          <ul className="flex flex-col">
            {BROWSER_PAGES.map((page) => (
              <li key={page.id}>
                <Unfolding testId={`browser-page-${page.id}`} summary={page.seen}>
                  <Meaning page={page} onPaste={() => paste.current?.focus()} />
                </Unfolding>
              </li>
            ))}
          </ul>
        </Unfolding>
      </div>
      <PasteForm input={paste} />
    </div>
  );
}

function Meaning({ page, onPaste }: { page: BrowserPage; onPaste: () => void }) {
  return (
    <div className="flex flex-col gap-2 text-sm text-muted">
      <p className="text-pretty">{page.means}</p>
      {page.helps === "paste" && (
        <Button size="small" className="self-start" onClick={onPaste}>
          Paste the address
        </Button>
      )}
      {page.helps === "again" && (
        <Button size="small" className="self-start" onClick={() => void openSignInPage()}>
          Open the page again
        </Button>
      )}
      {page.helps === "admin" && (
        <Unfolding summary="Ask my admin">
          <AskAdmin />
        </Unfolding>
      )}
    </div>
  );
}

function PasteForm({ input }: { input: React.RefObject<HTMLInputElement | null> }) {
  const { busy, problem, attempt } = useAttempt();
  // Held by the input alone: the address holds a code until it is used.
  const submit = () => {
    const address = input.current?.value.trim() ?? "";
    if (!address) return;
    void attempt(async () => {
      await pasteLanding(address);
      if (input.current) input.current.value = "";
    });
  };
  return (
    <form
      noValidate
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        className="flex-1"
        label="Or paste the address you landed on"
        hint="It begins with http://localhost; the page itself may say that it cannot be reached."
        error={problem?.message ?? null}
      >
        {(ids) => (
          <input
            {...ids}
            ref={input}
            data-testid="sign-in-paste"
            autoComplete="off"
            spellCheck={false}
            defaultValue=""
            placeholder="http://localhost:17417/callback?code=…"
            className={`${INPUT} font-mono`}
          />
        )}
      </Field>
      <Button type="submit" busy={busy} className="mb-5" data-testid="use-pasted">
        Use it
      </Button>
    </form>
  );
}

/** `4:07` */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
