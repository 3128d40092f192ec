import type { OrgProfile } from "../../../bindings";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Icon } from "../../../components/icons";
import { backend } from "../../../platform/backend";
import { askWhereToShare } from "../../../platform/dialogs";
import { orgChanged, useOrgs } from "../../../state/orgs";
import { say } from "../../../state/overlay";
import { ask } from "../../../state/question";
import { useAttempt } from "../../../state/useAttempt";
import { methodWords } from "../../../words/labels";

/** The orgs that are known: which one runs read from, and what can be done with each. */
export function Orgs() {
  const orgs = useOrgs((now) => now.orgs);
  const { busy, problem, attempt } = useAttempt();
  const told = problem ?? orgs.problem;
  if (!orgs.value?.length && !told) return null;
  return (
    <div className="border-t border-line px-4 py-3" data-testid="orgs">
      <h4 className="text-xs font-medium text-muted">Orgs</h4>
      <ul className="mt-1 flex flex-col divide-y divide-line">
        {orgs.value?.map((org) => (
          <Org key={org.id} org={org} busy={busy} attempt={attempt} />
        ))}
      </ul>
      {told && (
        <Banner tone="bad" className="mt-2">
          {told.message}
        </Banner>
      )}
    </div>
  );
}

interface OrgProps {
  org: OrgProfile;
  busy: boolean;
  attempt: (deed: () => Promise<unknown>) => Promise<void>;
}

function Org({ org, busy, attempt }: OrgProps) {
  const change = (deed: () => Promise<string | null | void>) =>
    void attempt(async () => {
      const note = await deed();
      await orgChanged();
      if (note) say(note);
    });
  const signOut = async () => {
    const sure = await ask({
      title: `Sign out of ${org.name}?`,
      text: "Salesforce is told to end the sign-in, and the keychain forgets it. Runs that need it pause until you sign in again.",
      yes: "Sign out",
      no: "Stay signed in",
    });
    if (sure) change(() => backend.signOutOrg(org.id));
  };
  const forget = async () => {
    const sure = await ask({
      title: `Forget ${org.name}?`,
      text: "You are signed out, and its address and consumer key are forgotten too. Finished runs stay as they are.",
      yes: "Forget it",
      no: "Keep it",
    });
    if (sure) change(() => backend.forgetOrg(org.id));
  };
  const share = () =>
    void attempt(async () => {
      const path = await askWhereToShare(`${org.name}.leadsheet-org.toml`);
      if (!path) return;
      await backend.exportOrgProfile(org.id, path);
      say("Saved. It holds no secret: pass it round in your team.");
    });
  const shareable = org.method === "browser" && org.consumer_key !== "";
  return (
    <li className="flex items-center gap-2.5 py-2" data-testid="org" data-active={org.active}>
      <Icon
        name={org.active ? "checkCircle" : "dashCircle"}
        label={org.active ? "In use" : "Not in use"}
        className={org.active && org.signed_in ? "text-good" : "text-faint"}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{org.name}</span>
        <span className="block truncate text-xs text-muted">
          {org.signed_in ? org.username || methodWords(org.method) : "Not signed in"}
        </span>
      </span>
      {!org.active && (
        <Button size="small" busy={busy} data-testid="use-org" onClick={() => change(() => backend.switchOrg(org.id).then(() => null))}>
          Use for runs
        </Button>
      )}
      {shareable && (
        <Button size="small" look="quiet" data-testid="share-org" onClick={share}>
          Share…
        </Button>
      )}
      {org.method === "browser" && org.signed_in && (
        <Button size="small" look="quiet" data-testid="sign-out-org" onClick={() => void signOut()}>
          Sign out…
        </Button>
      )}
      <Button size="small" look="quiet" data-testid="forget-org" onClick={() => void forget()}>
        Forget…
      </Button>
    </li>
  );
}
