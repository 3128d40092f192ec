import { openFile } from "../../actions/openFile";
import { continueDraft } from "../../actions/continueDraft";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Banner } from "../../components/Banner";
import { Bone } from "../../components/Bone";
import { Button } from "../../components/Button";
import { Icon } from "../../components/icons";
import { isDemo } from "../../state/demo";
import { openWorkbook, useDraft } from "../../state/draft";
import { useSetup } from "../../state/setup";
import { bytes, counted } from "../../words/number";
import { fileName, formatName } from "../../words/labels";
import { Fields } from "./Fields";
import { ForecastPanel } from "./ForecastPanel";
import { Health } from "./Health";
import { Places } from "./Places";
import { Preview } from "./Preview";
import { Work } from "./Work";

/** Where the ids are, how healthy they look, what to do with them, and what that will take. */
export function Prepare() {
  const { workbook, path, note } = useDraft();
  const home = useSetup((now) => now.info.value?.home);
  if (!path) return <NothingOpen />;
  return (
    <div className="flex h-full">
      <div className="scroll-y relative min-w-0 flex-1">
        <div className="mx-auto max-w-4xl px-7 pt-6 pb-10">
          <header className="mb-5">
            <h1 className="text-xl wrap-anywhere" data-testid="prepare-title">
              {workbook.value?.name ?? fileName(path)}
            </h1>
            {workbook.value ? (
              <p className="mt-0.5 text-sm text-muted">
                {formatName(workbook.value.format)}, {bytes(workbook.value.bytes)}, {counted(workbook.value.sheets.length, "sheet")}
              </p>
            ) : (
              workbook.state === "loading" && <p className="mt-0.5 text-sm text-muted">Reading the workbook…</p>
            )}
          </header>
          {note && (
            <Banner tone="info" className="mb-4">
              {note}
            </Banner>
          )}
          {isDemo(path, home) && (
            <Banner tone="info" icon="spark" className="mb-4">
              This is the demo: made-up leads, answered by a sandbox on this machine. Nothing leaves it, and nothing is charged;
              the costs shown are what the same work would cost for real.
            </Banner>
          )}
          <ActionProblem of={openFile} className="mb-4" />
          {workbook.problem && <Unreadable path={path} sentence={workbook.problem.message} />}
          {workbook.state === "loading" && !workbook.value && <Bone className="h-64 w-full rounded-lg" />}
          {workbook.value && !workbook.problem && (
            <>
              <Places info={workbook.value} />
              <Preview info={workbook.value} />
              <Health />
              <Work />
              <Fields />
            </>
          )}
        </div>
      </div>
      {!workbook.problem && (
        <ForecastPanel>
          <ActionButton action={continueDraft} look="primary" size="large" className="w-full" />
        </ForecastPanel>
      )}
    </div>
  );
}

function Unreadable({ path, sentence }: { path: string; sentence: string }) {
  return (
    <Banner
      tone="bad"
      testId="workbook-problem"
      actions={
        <>
          <Button size="small" onClick={() => void openWorkbook(path)} data-testid="try-workbook-again">
            Try again
          </Button>
          <ActionButton action={openFile} size="small" label="Open another…" />
        </>
      }
    >
      {sentence}
    </Banner>
  );
}

function NothingOpen() {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 text-sm text-muted">
      <Icon name="sheet" size={28} className="text-faint" />
      No workbook is open.
      <ActionButton action={openFile} />
    </div>
  );
}
