import { useEffect, useMemo, useState } from "react";
import type { SfSignIns } from "../../../bindings";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { backend } from "../../../platform/backend";
import { askForConnectionFile } from "../../../platform/dialogs";
import { held, none, type Loadable } from "../../../state/loadable";
import { loadOrgs, orgSignedIn } from "../../../state/orgs";
import { forgetTyped } from "../../../state/signIn";
import { useAttempt } from "../../../state/useAttempt";

/** A colleague's connection file, and sign-ins that the Salesforce command line has already. */
export function OtherWays() {
  const [found, setFound] = useState<Loadable<SfSignIns>>(none);
  const asker = useMemo(() => held<SfSignIns>(setFound), []);
  useEffect(() => {
    void asker.ask(() => backend.sfSignIns());
  }, [asker]);
  const { busy, problem, attempt } = useAttempt();
  const orgs = found.value?.orgs ?? [];
  const told = problem ?? (found.value === undefined ? found.problem : undefined);
  return (
    <div className="flex flex-col gap-2.5">
      <p className="text-sm text-muted">
        Has a colleague connected already?{" "}
        <Button size="small" data-testid="open-connection-file" onClick={() => void attempt(openFile)}>
          Open their connection file…
        </Button>
      </p>
      {orgs.length > 0 && (
        <div data-testid="sf-sign-ins">
          <p className="text-sm text-muted">The Salesforce command line on this computer is signed in already:</p>
          <ul className="mt-1.5 flex flex-col gap-1.5">
            {orgs.map((org) => (
              <li key={org.username} className="flex items-center gap-3 text-sm">
                <span className="min-w-0 flex-1 truncate select-text" title={org.url}>
                  {org.alias ? `${org.alias}, ${org.username}` : org.username}
                </span>
                <Button size="small" busy={busy} data-testid="use-sf" onClick={() => void attempt(() => takeSf(org.username))}>
                  Use it
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {told && <Banner tone="warn">{told.message}</Banner>}
    </div>
  );
}

async function openFile(): Promise<void> {
  const path = await askForConnectionFile();
  if (!path) return;
  await backend.importOrgProfile(path);
  forgetTyped();
  await loadOrgs();
}

async function takeSf(username: string): Promise<void> {
  await backend.chooseSfSignIn(username);
  await orgSignedIn();
}
