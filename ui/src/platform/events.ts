import { events, type GatheringProgress, type RunSnapshot, type SavingProgress } from "../bindings";

type Stop = () => void;

/** Hears of every step of every run in this process, ten times a second at most. */
export function onRunProgress(hear: (snapshot: RunSnapshot) => void): Promise<Stop> {
  return events.runProgress.listen((event) => hear(event.payload));
}

/** Hears how far each workbook being saved is, ten times a second at most. */
export function onSavingProgress(hear: (progress: SavingProgress) => void): Promise<Stop> {
  return events.savingProgress.listen((event) => hear(event.payload));
}

/** Hears how many ids of a source have come, ten times a second at most. */
export function onGatheringProgress(hear: (progress: GatheringProgress) => void): Promise<Stop> {
  return events.gatheringProgress.listen((event) => hear(event.payload));
}

/** Hears of files dropped on the window, or opened with the app while it is already up. */
export function onFilesOpened(hear: (paths: string[]) => void): Promise<Stop> {
  return events.filesOpened.listen((event) => hear(event.payload));
}

/** Hears whether files hover over the window. The drop itself arrives by {@link onFilesOpened}. */
export function onFilesHover(hear: (over: boolean) => void): Promise<Stop> {
  return events.dragOver.listen((event) => hear(event.payload));
}
