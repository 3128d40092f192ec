import { fromQuery, pasteIds } from "../../actions/fromSource";
import { openFile } from "../../actions/openFile";
import { tryDemo, tryLargeDemo } from "../../actions/tryDemo";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Connections } from "./Connections";
import { DropTarget } from "./DropTarget";
import { RecentRuns } from "./RecentRuns";

/** The first screen: open a workbook, or take up what was begun. Nothing else is asked for yet. */
export function Home() {
  return (
    <div className="scroll-y h-full">
      <div className="mx-auto flex max-w-3xl flex-col px-6 pt-10 pb-12 [@media(max-height:700px)]:pt-5">
        <h1 className="sr-only">Leadsheet</h1>
        <DropTarget>
          <ActionButton action={openFile} look="primary" size="large" label="Open…" />
          <ActionButton action={tryDemo} size="large" />
        </DropTarget>
        <div className="mt-3 flex items-center justify-center gap-1 text-sm text-muted">
          <span>No workbook?</span>
          <ActionButton action={fromQuery} look="quiet" className="text-accent-ink" icon={null} />
          <ActionButton action={pasteIds} look="quiet" className="text-accent-ink" icon={null} />
        </div>
        {[openFile, tryDemo, tryLargeDemo].map((action) => (
          <ActionProblem key={action.id} of={action} className="mt-3" />
        ))}
        <Connections />
        <RecentRuns />
      </div>
    </div>
  );
}
