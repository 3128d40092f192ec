import type { LeadPage } from "../../bindings";
import { backend } from "../../platform/backend";
import { copyText } from "../../platform/desktop";
import { asProblem } from "../../platform/problem";
import { Button } from "../../components/Button";
import { Banner } from "../../components/Banner";
import { StatusMark, VerdictMark } from "../../components/Marks";
import { say } from "../../state/overlay";
import { count, counted } from "../../words/number";
import { instant } from "../../words/time";
import { Arithmetic } from "./Arithmetic";
import { Judgement } from "./Judgement";
import { Proposals } from "./Proposals";
import { Heading, Record } from "./Record";
import { Sent } from "./Sent";

/** Everything about one lead, from its id to where each point of its score comes from. */
export function LeadDetails({ lead }: { lead: LeadPage }) {
  const { row, findings } = lead;
  return (
    <div className="flex flex-col gap-6">
      <Identity lead={lead} />
      {row.note && <Banner tone={row.status === "analyzed" || row.status === "rules_only" ? "info" : "warn"}>{row.note}</Banner>}
      {findings && <Arithmetic findings={findings} />}
      {findings && <Judgement findings={findings} />}
      {findings && <Proposals findings={findings} />}
      <Record fields={lead.record} />
      <Sent lead={lead} />
      {lead.assessed_at && (
        <p className="text-xs text-faint">
          Assessed {instant(lead.assessed_at)}
          {lead.model ? ` by ${lead.model}` : ", without a model"}
        </p>
      )}
    </div>
  );
}

function Identity({ lead }: { lead: LeadPage }) {
  const { row, url } = lead;
  const id = row.lead_id;
  return (
    <section aria-label="Id">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1.5 text-sm">
        <StatusMark status={row.status} />
        <VerdictMark verdict={row.verdict} />
      </div>
      <div className="mt-2 flex items-center gap-1.5">
        <code className="truncate font-mono text-xs text-muted select-text">{id ?? (row.id_text || "blank")}</code>
        {id && (
          <Button
            look="quiet"
            size="small"
            icon="copy"
            aria-label="Copy the id"
            onClick={() => void copyText(id).then(() => say("Id copied."), (reason: unknown) => say(asProblem(reason).message))}
          />
        )}
        {url && (
          <Button look="quiet" size="small" icon="external" onClick={() => void openRecord(url)}>
            Open in Salesforce
          </Button>
        )}
      </div>
      {lead.same_id_rows.length > 0 && (
        <p className="mt-1 text-xs text-muted">
          The same lead stands on {counted(lead.same_id_rows.length, "more row", "more rows")}: {rowList(lead.same_id_rows)}. It was
          read and paid for once.
        </p>
      )}
      {!lead.findings && <Heading>{row.status === "waiting" ? "Not done yet" : "Nothing was assessed"}</Heading>}
    </section>
  );
}

/** Where no browser can be started, the address is put on the clipboard instead, and said. */
async function openRecord(url: string): Promise<void> {
  try {
    await backend.openUrl(url);
  } catch (reason) {
    const why = asProblem(reason).message;
    await copyText(url).then(
      () => say(`The browser could not be opened; the address is on the clipboard. ${why}`),
      () => say(why),
    );
  }
}

function rowList(rows: number[]): string {
  const first = rows.slice(0, 8).map(count).join("; ");
  return rows.length > 8 ? `${first}; …` : first;
}
