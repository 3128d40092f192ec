import { Dialog } from "@base-ui/react/dialog";
import { useEffect, useRef } from "react";
import { perform } from "../../actions/action";
import { stopGathering, takeSource } from "../../actions/fromSource";
import { goToSection } from "../../actions/places";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ProgressLine } from "../../components/ProgressLine";
import { DialogBody, DialogBox, DialogFoot, DialogHead } from "../../components/DialogBox";
import { Field } from "../../components/Field";
import { Segments } from "../../components/Segments";
import { chooseKind, closeSource, type Gathering, lookAtSource, type SourceKind, useSource, write } from "../../state/source";
import { count, counted } from "../../words/number";
import { SourceFirst } from "./SourceFirst";

const QUERIES: { value: SourceKind; label: string }[] = [
  { value: "condition", label: "Condition" },
  { value: "query", label: "Whole query" },
];

const WORDS: Record<SourceKind, { title: string; label: string; hint: string; placeholder: string }> = {
  condition: {
    title: "Leads from a Salesforce query",
    label: "All leads where",
    hint: "What follows WHERE in SOQL. It is sent as you write it, and nothing else.",
    placeholder: "Status = 'Open - Not Contacted' AND CreatedDate = LAST_N_DAYS:30",
  },
  query: {
    title: "Leads from a Salesforce query",
    label: "Query",
    hint: "Leads with their Id, or one field of other records that holds a lead’s id.",
    placeholder: "SELECT LeadId FROM CampaignMember WHERE Campaign.Name = 'Spring fair'",
  },
  ids: {
    title: "Paste lead ids",
    label: "Ids or links of leads",
    hint: "One a line, in a row or between commas. Each is checked before Salesforce is asked.",
    placeholder: "00Q5g00000DeMoAEAV\nhttps://acme.lightning.force.com/lightning/r/Lead/00Q5g00000DeMoBEAV/view",
  },
};

/** To begin without a workbook: what is written is looked at first, then fetched. */
export function SourceDialog() {
  const open = useSource((now) => now.open);
  const gathers = useSource((now) => now.gathering !== null);
  return (
    <DialogBox
      open={open !== null}
      // While ids are fetched, Esc ends that first, and the dialog next.
      onClose={gathers ? () => void perform(stopGathering) : closeSource}
      onConfirm={() => void lookAtSource()}
      held={gathers}
      testId="source-dialog"
      width="w-[42rem]"
    >
      {open && <Source />}
    </DialogBox>
  );
}

function Source() {
  const { kind, texts, preview, previewed, gathering } = useSource();
  // What was pasted is here in a moment, and asks nobody.
  const fetching = kind === "ids" ? null : gathering;
  const words = WORDS[kind];
  const text = texts[kind];
  // What is wrong with the text stands at the text; all else stands below.
  const atText = preview.problem?.code === "source" ? preview.problem.message : null;
  const seen = preview.state === "ready" && previewed !== null && preview.value.rows > 0;
  return (
    <>
      <DialogHead
        title={words.title}
        aside={kind !== "ids" && <Segments label="What is written" testId="source-kind" value={kind} options={QUERIES} disabled={gathering !== null} onChange={chooseKind} />}
      />
      <DialogBody>
        <Field label={words.label} hint={words.hint} error={atText}>
          {(ids) => (
            <textarea
              {...ids}
              key={kind}
              data-testid="source-text"
              rows={kind === "ids" ? 6 : 4}
              value={text}
              readOnly={gathering !== null}
              placeholder={words.placeholder}
              spellCheck={false}
              autoComplete="off"
              className="w-full resize-y rounded-md border border-line-strong bg-surface px-2.5 py-2 font-mono text-xs leading-relaxed text-ink shadow-low select-text aria-invalid:border-bad"
              onChange={(event) => write(event.target.value)}
            />
          )}
        </Field>
        {preview.problem && !atText && <Elsewhere code={preview.problem.code} sentence={preview.problem.message} />}
        <ActionProblem of={takeSource} className="mt-3" />
        <ActionProblem of={stopGathering} className="mt-3" />
        {preview.value && <SourceFirst preview={preview.value} />}
      </DialogBody>
      <DialogFoot>{fetching ? <Fetching {...fetching} /> : <Ways seen={seen} />}</DialogFoot>
    </>
  );
}

function Ways({ seen }: { seen: boolean }) {
  const looking = useSource((now) => now.preview.state === "loading");
  const blank = useSource((now) => now.texts[now.kind].trim() === "");
  return (
    <>
      <Dialog.Close render={<Button data-testid="source-close">Cancel</Button>} />
      {seen ? (
        <ActionButton action={takeSource} look="primary" />
      ) : (
        <Button look="primary" data-testid="source-look" busy={looking} disabled={blank} onClick={() => void lookAtSource()}>
          Show the first leads
        </Button>
      )}
    </>
  );
}

function Fetching({ ids, of, stopping }: Gathering) {
  const stop = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone; the focus stays in the dialog.
  useEffect(() => stop.current?.focus(), []);
  const words = stopping ? "Stopping…" : `${count(ids)} of ${counted(of, "id")}`;
  return (
    <>
      <ProgressLine done={ids} of={of} words={words} testId="gathered-ids">
        Fetching the ids
      </ProgressLine>
      <ActionButton action={stopGathering} disabled={stopping} ref={stop} className="ml-2" />
    </>
  );
}

function connect(): void {
  closeSource();
  goToSection("connections");
}

function Elsewhere({ code, sentence }: { code: string; sentence: string }) {
  return (
    <Banner
      tone="bad"
      className="mt-3"
      testId="source-problem"
      actions={
        code === "not_connected" && (
          <Button size="small" onClick={connect}>
            Connect…
          </Button>
        )
      }
    >
      {sentence}
    </Banner>
  );
}
