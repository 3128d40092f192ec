import type { RunId } from "../bindings";
import { backend } from "../platform/backend";
import { onFilesHover, onFilesOpened, onGatheringProgress, onRunProgress, onSavingProgress } from "../platform/events";
import { asProblem } from "../platform/problem";
import { openWorkbook } from "./draft";
import { go, place, runsAtHand, useNavigation } from "./navigation";
import { say, useOverlay } from "./overlay";
import { closeRun, hasEnded, loadRuns, takeSnapshot, useRuns } from "./runs";
import { dropPlan } from "./saveDialog";
import { hearSaving } from "./saves";
import { applyTheme, setUp, useSetup } from "./setup";
import { hearGathering } from "./source";

/** Opens what was dropped or handed over; one workbook at a time. */
export function openHandedOver(paths: string[]): void {
  useOverlay.setState({ filesHover: false });
  const [first, ...others] = paths;
  if (!first) return;
  const note = others.length > 0 ? `Leadsheet opens one workbook at a time. ${others.length} more left aside.` : null;
  go({ at: "prepare" });
  void openWorkbook(first, note);
}

/** Brings the window up: loads what it shows, and listens to what happens. */
export async function begin(): Promise<void> {
  useSetup.subscribe((now, before) => {
    const theme = now.settings.value?.theme;
    if (theme && theme !== before.settings.value?.theme) applyTheme(theme);
  });
  useNavigation.subscribe((now, before) => {
    const still = runsAtHand(now);
    runsAtHand(before)
      .filter((run) => !still.includes(run))
      .forEach(leave);
  });
  const loading = Promise.all([setUp(), loadRuns()]);
  try {
    // In this order: files handed over before the question come as its answer, later ones as an event.
    await listen();
    openHandedOver(await backend.openedFiles());
  } catch (reason) {
    say(asProblem(reason).message);
  }
  await loading;
}

async function listen(): Promise<void> {
  await Promise.all([
    onRunProgress((snapshot) => {
      heardAt.set(snapshot.run, Date.now());
      const before = useRuns.getState().snapshots[snapshot.run];
      takeSnapshot(snapshot);
      const here = place();
      const watched = here.at === "run" && here.run === snapshot.run;
      if (watched && before && !hasEnded(before.state) && (snapshot.state === "done" || snapshot.state === "failed_rows")) {
        go({ at: "results", run: snapshot.run });
      }
      // The history tells how it ended; nobody looks at more of it.
      if (snapshot.state !== "running" && !runsAtHand().includes(snapshot.run)) void loadRuns().then(() => leave(snapshot.run));
    }),
    onSavingProgress(({ run, rows, of }) => hearSaving(run, rows, of)),
    onGatheringProgress(({ ids, of }) => hearGathering(ids, of)),
    onFilesOpened(openHandedOver),
    onFilesHover((filesHover) => useOverlay.setState({ filesHover })),
  ]);
}

/** Lets go of what is held of a run that the window no longer shows. */
function leave(run: RunId): void {
  if (runsAtHand().includes(run)) return;
  closeRun(run);
  dropPlan();
  if (useRuns.getState().snapshots[run]?.state !== "running") heardAt.delete(run);
}

const heardAt = new Map<RunId, number>();
const SILENCE_MS = 2000;

/**
 * Keeps the run in view up to date. Progress arrives by itself for runs of this process; a run
 * under way in another one, on the command line, is only on disk, so it is looked at now and then.
 */
export function watchRun(run: RunId, failed: (problem: ReturnType<typeof asProblem>) => void): () => void {
  let watching = true;
  const look = async () => {
    try {
      const snapshot = await backend.runSnapshot(run);
      if (watching) takeSnapshot(snapshot);
    } catch (reason) {
      if (watching) failed(asProblem(reason));
    }
  };
  void look();
  const timer = setInterval(() => {
    const running = useRuns.getState().snapshots[run]?.state === "running";
    const silent = Date.now() - (heardAt.get(run) ?? 0) > SILENCE_MS;
    if (running && silent) void look();
  }, SILENCE_MS);
  return () => {
    watching = false;
    clearInterval(timer);
  };
}
