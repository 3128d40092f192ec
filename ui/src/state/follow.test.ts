import { emit } from "@tauri-apps/api/event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { finished, running } from "../testing/samples";
import { begin as beginAnew, onTheWire } from "../testing/wire";
import { filter, useFilters } from "./filters";
import { begin, watchRun } from "./follow";
import { go, useNavigation } from "./navigation";
import { loadReport, takeSnapshot, useRuns } from "./runs";
import { closeSaveDialog, openSaveDialog, useSaveDialog } from "./saveDialog";

beforeEach(beginAnew);

/** Looks at a run's results as the screen does, its save dialog included. */
async function look(run: string): Promise<void> {
  go({ at: "results", run });
  takeSnapshot({ ...finished, run });
  await loadReport(run);
  await openSaveDialog(run);
  closeSaveDialog();
}

/** The runs of which something is held. */
function held(): string[] {
  const { snapshots, reports } = useRuns.getState();
  return [...new Set([...Object.keys(snapshots), ...Object.keys(reports)])];
}

describe("what is held of runs", () => {
  test("is that of the run in view, however many were looked at", async () => {
    onTheWire();
    await begin();
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) await look(`2026-11-20-140${number}-b2`);
    expect(held()).toEqual(["2026-11-20-14010-b2"]);
    go({ at: "home" });
    expect(held()).toEqual([]);
    expect(useSaveDialog.getState()).toMatchObject({ plan: { state: "none" }, form: null });
  });

  test("stays while Settings are open, and goes when they lead elsewhere", async () => {
    onTheWire();
    await begin();
    await look(finished.run);
    go({ at: "settings" });
    expect(held()).toEqual([finished.run]);
    go({ at: "settings", section: "storage" });
    expect(held()).toEqual([finished.run]);
    go({ at: "home" });
    expect(held()).toEqual([]);
  });

  test("goes with the end of a run that nobody looks at, and not before", async () => {
    onTheWire();
    await begin();
    go({ at: "run", run: running.run });
    await emit("run-progress", running);
    await vi.waitFor(() => expect(held()).toEqual([running.run]));
    go({ at: "home" });
    expect(held()).toEqual([running.run]);
    await emit("run-progress", { ...running, state: "done" });
    await vi.waitFor(() => expect(held()).toEqual([]));
  });

  test("is not brought back by an answer that comes late", async () => {
    let finish: (snapshot: typeof finished) => void = () => undefined;
    onTheWire({ run_snapshot: () => new Promise((resolve) => (finish = resolve)) });
    await begin();
    go({ at: "results", run: finished.run });
    const stop = watchRun(finished.run, () => undefined);
    const report = loadReport(finished.run);
    go({ at: "home" });
    stop();
    finish(finished);
    await report;
    await Promise.resolve();
    expect(held()).toEqual([]);
  });

  test("never includes what the user chose there", async () => {
    onTheWire();
    await begin();
    await look(finished.run);
    filter(finished.run, { search: "acme" });
    go({ at: "home" });
    expect(useFilters.getState().byRun[finished.run]?.search).toBe("acme");
    expect(useSaveDialog.getState().kept[finished.run]).toBeDefined();
    expect(useNavigation.getState().place).toEqual({ at: "home" });
  });
});
