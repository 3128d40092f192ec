import { useEffect, useMemo, useState } from "react";
import type { AdminRequest } from "../../../bindings";
import { Banner } from "../../../components/Banner";
import { Bone } from "../../../components/Bone";
import { Button } from "../../../components/Button";
import { backend } from "../../../platform/backend";
import { copyText } from "../../../platform/desktop";
import { held, none, type Loadable } from "../../../state/loadable";
import { say } from "../../../state/overlay";
import { useAttempt } from "../../../state/useAttempt";

/** The exact settings of the app in Salesforce, to read and to send. */
export function AskAdmin() {
  const [request, setRequest] = useState<Loadable<AdminRequest>>(none);
  const asker = useMemo(() => held<AdminRequest>(setRequest), []);
  useEffect(() => {
    void asker.ask(() => backend.adminRequest());
  }, [asker]);
  const { problem, attempt } = useAttempt();
  const told = request.problem ?? problem;
  const text = request.value?.text;
  return (
    <div className="flex flex-col gap-3 pt-1" data-testid="admin-request">
      {told && <Banner tone="bad">{told.message}</Banner>}
      {!request.value && !told && <Bone className="h-40 w-full rounded-md" />}
      {request.value && (
        <>
          <p className="text-sm text-pretty text-muted">
            In Setup, External Client App Manager, New External Client App. It is made once; afterwards everybody signs in with its
            consumer key.
          </p>
          <dl className="rounded-md border border-line bg-sunken px-3 py-1.5 text-sm">
            {request.value.settings.map(({ label, value }) => (
              <div key={label} className="grid grid-cols-[minmax(9rem,2fr)_3fr] gap-3 py-1">
                <dt className="text-muted">{label}</dt>
                <dd className="whitespace-pre-line wrap-anywhere select-text">{value}</dd>
              </div>
            ))}
          </dl>
          <Button
            size="small"
            icon="copy"
            className="self-start"
            data-testid="copy-admin-request"
            onClick={() =>
              void attempt(async () => {
                await copyText(text ?? "");
                say("The message for your admin is copied.");
              })
            }
          >
            Copy as a message
          </Button>
        </>
      )}
    </div>
  );
}
