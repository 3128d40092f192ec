import { Dialog } from "@base-ui/react/dialog";
import { takeSource } from "../../actions/fromSource";
import { goToSection } from "../../actions/places";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { DialogBody, DialogBox, DialogFoot, DialogHead } from "../../components/DialogBox";
import { Field } from "../../components/Field";
import { Segments } from "../../components/Segments";
import { chooseKind, closeSource, lookAtSource, type SourceKind, useSource, write } from "../../state/source";
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
  return (
    <DialogBox open={open !== null} onClose={closeSource} onConfirm={() => void lookAtSource()} testId="source-dialog" width="w-[42rem]">
      {open && <Source />}
    </DialogBox>
  );
}

function Source() {
  const { kind, texts, preview, previewed } = useSource();
  const words = WORDS[kind];
  const text = texts[kind];
  // What is wrong with the text stands at the text; all else stands below.
  const atText = preview.problem?.code === "source" ? preview.problem.message : null;
  const seen = preview.state === "ready" && previewed !== null && preview.value.rows > 0;
  return (
    <>
      <DialogHead
        title={words.title}
        aside={kind !== "ids" && <Segments label="What is written" testId="source-kind" value={kind} options={QUERIES} onChange={chooseKind} />}
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
        {preview.value && <SourceFirst preview={preview.value} />}
      </DialogBody>
      <DialogFoot>
        <Dialog.Close render={<Button data-testid="source-close">Cancel</Button>} />
        {seen ? (
          <ActionButton action={takeSource} look="primary" />
        ) : (
          <Button
            look="primary"
            data-testid="source-look"
            busy={preview.state === "loading"}
            disabled={text.trim() === ""}
            onClick={() => void lookAtSource()}
          >
            Show the first leads
          </Button>
        )}
      </DialogFoot>
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
