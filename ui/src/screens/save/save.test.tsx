import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { SavePlan } from "../../bindings";
import { App } from "../../App";
import { actions } from "../../actions";
import { listenForShortcuts } from "../../actions/shortcuts";
import { go } from "../../state/navigation";
import { takeSnapshot } from "../../state/runs";
import { hearSaving } from "../../state/saves";
import { loadSetup } from "../../state/setup";
import { finished, savePlan } from "../../testing/samples";
import { begin, onTheWire } from "../../testing/wire";

beforeEach(begin);

type Answers = Parameters<typeof onTheWire>[0];

/** The results of a run, and the dialog over them. */
async function dialog(plan: Partial<SavePlan> = {}, own: Answers = {}) {
  const asked = onTheWire({
    save_plan: () => ({ ...savePlan, ...plan }),
    export_run: ({ path }) => ({ path, note: null }),
    ...own,
  });
  render(<App />);
  await loadSetup();
  takeSnapshot(finished);
  go({ at: "results", run: finished.run });
  await userEvent.click(await screen.findByTestId("save-workbook"));
  await screen.findByTestId("save-kind");
  return () => asked.find(({ command }) => command === "export_run")?.args;
}

const columnRow = (name: string) => {
  const row = screen.getAllByTestId("save-column").find((each) => each.dataset.column === name);
  if (!row) throw new Error(`no column ${name}`);
  return within(row);
};
const order = () => screen.getAllByTestId("save-column").map((row) => row.dataset.column);

describe("before saving", () => {
  test("tells what is added, where and under which name; nothing is written until then", async () => {
    const exported = await dialog();
    expect(screen.getByTestId("save-columns")).toHaveTextContent("6 columnsY to AD of “Leads”, to the right of your own");
    expect(screen.getByTestId("save-sheets")).toHaveTextContent("“Summary” and “Issues”, behind your own");
    expect(screen.getByTestId("save-path")).toHaveTextContent("partners-2026 - assessed.xlsx/home/ada");
    expect(screen.getByTestId("save-notes")).toHaveTextContent("the signature ends");
    expect(screen.queryByTestId("save-column")).toBeNull();
    expect(exported()).toBeUndefined();
    await userEvent.keyboard("{Enter}");
    await waitFor(() =>
      expect(exported()).toEqual({
        run: finished.run,
        path: "/home/ada/partners-2026 - assessed.xlsx",
        save: { report_workbook: false, over_original: false, columns: null },
      }),
    );
    expect(await screen.findByTestId("saved-path")).toHaveTextContent("/home/ada/partners-2026 - assessed.xlsx");
  });

  test("another place is asked of the system, and kept apart for a report", async () => {
    const exported = await dialog({}, { "plugin:dialog|save": () => "/home/ada/results.xlsx", export_run: ({ path }) => ({ path, note: "The name you chose was open in another program." }) });
    await userEvent.click(screen.getByTestId("choose-place"));
    await waitFor(() => expect(screen.getByTestId("save-path")).toHaveTextContent("results.xlsx"));
    await userEvent.click(screen.getByTestId("save-kind-report"));
    expect(screen.getByTestId("save-path")).toHaveTextContent("partners-2026 - assessed.xlsx");
    expect(screen.getByTestId("save-notes")).toHaveTextContent("Formulas become the values");
    await userEvent.click(screen.getByTestId("save-kind-columns"));
    await userEvent.click(screen.getByTestId("save-now"));
    await waitFor(() => expect(exported()).toMatchObject({ path: "/home/ada/results.xlsx" }));
    expect(await screen.findByTestId("saved-workbook")).toHaveTextContent("open in another program");
  });

  test("the original is not taken for another place", async () => {
    await dialog({}, { "plugin:dialog|save": () => savePlan.original });
    await userEvent.click(screen.getByTestId("choose-place"));
    await waitFor(() => expect(screen.getByTestId("save-hindrance")).toHaveTextContent("This is the original itself"));
    expect(screen.getByTestId("save-now")).toBeDisabled();
  });

  test("the original is replaced only after a tick of its own, with its backup named", async () => {
    const exported = await dialog();
    await userEvent.click(screen.getByTestId("save-kind-over"));
    expect(screen.getByTestId("save-backup")).toHaveTextContent("partners-2026 (backup).xlsx");
    expect(screen.getByTestId("save-path")).toHaveTextContent("partners-2026.xlsx/home/ada");
    expect(screen.queryByTestId("choose-place")).toBeNull();
    expect(screen.getByTestId("save-now")).toBeDisabled();
    await userEvent.click(screen.getByTestId("save-sure"));
    await userEvent.click(screen.getByTestId("save-now"));
    await waitFor(() =>
      expect(exported()).toEqual({
        run: finished.run,
        path: "/home/ada/partners-2026.xlsx",
        save: { report_workbook: false, over_original: true, columns: null },
      }),
    );
  });

  test("is never set to replace the original by itself, and forgets the tick", async () => {
    await dialog({ save: { report_workbook: false, over_original: true, columns: null } });
    expect(screen.getByTestId("save-kind-columns")).toBeChecked();
    await userEvent.click(screen.getByTestId("save-kind-over"));
    await userEvent.click(screen.getByTestId("save-sure"));
    await userEvent.click(screen.getByTestId("save-cancel"));
    await userEvent.click(screen.getByTestId("save-workbook"));
    expect(await screen.findByTestId("save-kind-over")).toBeChecked();
    expect(screen.getByTestId("save-sure")).not.toBeChecked();
  });

  test("where only a report is possible it says why", async () => {
    const exported = await dialog({ same_workbook: "A csv file has no formats to keep.", over_original: "A csv file cannot hold sheets." });
    expect(screen.getByTestId("save-kind-report")).toBeChecked();
    expect(screen.getByTestId("save-kind")).toHaveTextContent("A csv file has no formats to keep.");
    await userEvent.click(screen.getByTestId("save-kind-columns"));
    expect(screen.getByTestId("save-kind-report")).toBeChecked();
    await userEvent.click(screen.getByTestId("save-now"));
    await waitFor(() => expect(exported()).toMatchObject({ save: { report_workbook: true } }));
  });

  test("a workbook that cannot be looked at is told in the dialog", async () => {
    onTheWire({
      save_plan: () => {
        throw { code: "workbook", message: "“partners-2026.xlsx” is not where it was. Put it back and save again." };
      },
    });
    render(<App />);
    takeSnapshot(finished);
    go({ at: "results", run: finished.run });
    await userEvent.click(await screen.findByTestId("save-workbook"));
    expect(await screen.findByTestId("save-plan-problem")).toHaveTextContent("is not where it was");
    expect(screen.getByTestId("save-now")).toBeDisabled();
  });
});

describe("the columns", () => {
  test("are left out, renamed and moved, and saved like that", async () => {
    const exported = await dialog();
    await userEvent.click(screen.getByTestId("save-columns"));
    await userEvent.click(columnRow("Lead_ID_18").getByTestId("save-column-tick"));
    await userEvent.click(columnRow("AI_Status").getByTestId("save-column-tick"));
    expect(screen.getByTestId("save-notes")).toHaveTextContent("Without AI_Status the counts of the summary are plain numbers");
    const name = columnRow("Final_Confidence_Score").getByTestId("save-column-name");
    await userEvent.clear(name);
    await userEvent.type(name, "Score{Alt>}{End}{ArrowUp}{Home}{/Alt}");
    expect(order()[0]).toBe("Final_Confidence_Score");
    expect(name).toHaveFocus();
    await userEvent.click(columnRow("Company").getByTestId("save-column-up"));
    await userEvent.click(columnRow("Company").getByTestId("save-column-up"));
    expect(screen.getByTestId("save-columns-summary")).toHaveTextContent("Y to AB of “Leads”, to the right of your own; 2 left out, 1 renamed, in another order");
    await userEvent.click(screen.getByTestId("save-now"));
    await waitFor(() =>
      expect(exported()).toMatchObject({
        save: {
          columns: [
            { name: "Final_Confidence_Score", header: "Score" },
            { name: "Company", header: "Company" },
            { name: "ID_Verdict", header: "ID_Verdict" },
            { name: "AI_Explanation", header: "AI_Explanation" },
          ],
        },
      }),
    );
  });

  test("come as they were chosen the last time, and go back to the recipe's", async () => {
    const [first, ...others] = savePlan.columns;
    if (!first) throw new Error("the sample has columns");
    await dialog({ columns: [...others, { ...first, header: "Id", chosen: false }] });
    await userEvent.click(screen.getByTestId("save-columns"));
    expect(order().at(-1)).toBe("ID_Verdict");
    expect(screen.getByTestId("save-columns")).toHaveTextContent("5 columns");
    await userEvent.click(screen.getByTestId("save-reset"));
    expect(order()[0]).toBe("ID_Verdict");
    expect(columnRow("ID_Verdict").getByTestId("save-column-name")).toHaveValue("ID_Verdict");
    expect(screen.getByTestId("save-reset")).toBeDisabled();
  });

  test("a bad name is told beside its field, and keeps from saving", async () => {
    await dialog();
    await userEvent.click(screen.getByTestId("save-columns"));
    const company = columnRow("Company");
    const name = company.getByTestId("save-column-name");
    await userEvent.clear(name);
    expect(company.getByTestId("save-column-wrong")).toHaveTextContent("Write a name");
    await userEvent.type(name, "ai_status");
    expect(columnRow("AI_Status").getByTestId("save-column-wrong")).toHaveTextContent("Another column is called “AI_Status”");
    expect(screen.getByTestId("save-now")).toBeDisabled();
    expect(screen.getByTestId("save-hindrance")).toHaveTextContent("1 column name cannot be used as written");
    await userEvent.click(name);
    await userEvent.keyboard("x{Escape}");
    expect(screen.getByTestId("save-dialog")).toBeInTheDocument();
  });

  test("at least one is needed", async () => {
    await dialog({ columns: savePlan.columns.slice(0, 1) });
    await userEvent.click(screen.getByTestId("save-columns"));
    await userEvent.click(screen.getByTestId("save-column-tick"));
    expect(screen.getByTestId("save-hindrance")).toHaveTextContent("Choose at least one column.");
    await userEvent.click(screen.getByTestId("save-all"));
    expect(screen.getByTestId("save-now")).toBeEnabled();
    await userEvent.click(screen.getByTestId("save-none"));
    expect(screen.getByTestId("save-now")).toBeDisabled();
  });
});

describe("while saving", () => {
  /** A save that ends when the test says so. */
  function held() {
    let end: { done: (value: unknown) => void; fail: (reason: unknown) => void } | undefined;
    const answer = new Promise((done, fail) => {
      end = { done, fail };
    });
    return {
      export_run: () => answer,
      done: () => act(async () => end?.done({ path: "/home/ada/out.xlsx", note: null })),
      fail: (code: string, message: string) => act(async () => end?.fail({ code, message })),
    };
  }

  test("the rows are told, the window is free, and the end is told wherever one is", async () => {
    const hold = held();
    await dialog({}, { export_run: hold.export_run });
    await userEvent.click(screen.getByTestId("save-now"));
    await waitFor(() => expect(screen.queryByTestId("save-dialog")).toBeNull());
    expect(screen.getByTestId("saving-rows")).toHaveTextContent("Looking at the workbook");
    act(() => hearSaving(finished.run, 31_204, 48_912));
    expect(screen.getByTestId("saving-rows")).toHaveTextContent("31,204 of 48,912 rows");
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "31,204 of 48,912 rows");
    expect(screen.getByTestId("save-workbook")).toBeDisabled();
    await userEvent.click(screen.getByTestId("nav-home"));
    expect(screen.getByTestId("saving")).toBeInTheDocument();
    await hold.done();
    expect(screen.getByTestId("saving-done")).toHaveTextContent("Saved as /home/ada/out.xlsx");
    expect(within(screen.getByTestId("saving-done")).getByTestId("show-in-folder")).toBeEnabled();
  });

  test("it is stopped, says so, and the choices are still there", async () => {
    const hold = held();
    const stopped: unknown[] = [];
    await dialog({}, { export_run: hold.export_run, stop_saving: (args) => stopped.push(args) });
    await userEvent.click(screen.getByTestId("save-kind-report"));
    await userEvent.click(screen.getByTestId("save-now"));
    await userEvent.click(await screen.findByTestId("stop-saving"));
    expect(stopped).toEqual([{ run: finished.run }]);
    expect(screen.getByTestId("saving-rows")).toHaveTextContent("Stopping…");
    await hold.fail("saving_stopped", "Saving was stopped. Nothing was changed.");
    const told = screen.getByTestId("saving-stopped");
    expect(told).toHaveTextContent("Nothing was changed");
    await userEvent.click(within(told).getByTestId("save-workbook"));
    expect(await screen.findByTestId("save-kind-report")).toBeChecked();
  });

  test("what went wrong is told, with the way to try again", async () => {
    const hold = held();
    await dialog({}, { export_run: hold.export_run });
    await userEvent.click(screen.getByTestId("save-now"));
    await hold.fail("workbook", "The disk is full. Free some space and save again.");
    expect(screen.getByTestId("saving-failed")).toHaveTextContent("The disk is full");
    await userEvent.click(within(screen.getByTestId("saving-failed")).getByRole("button", { name: "Take this away" }));
    expect(screen.queryByTestId("saving-failed")).toBeNull();
  });

  test("one run's way to try again is open while another run is being saved", async () => {
    const hold = held();
    await dialog({}, { export_run: ({ run }) => (run === finished.run ? hold.export_run() : new Promise(() => {})) });
    await userEvent.click(screen.getByTestId("save-now"));
    await hold.fail("workbook", "The disk is full. Free some space and save again.");
    act(() => {
      takeSnapshot({ ...finished, run: "2026-11-24-1200-b2" });
      go({ at: "results", run: "2026-11-24-1200-b2" });
    });
    await userEvent.click(within(await screen.findByTestId("screen-results")).getByTestId("save-workbook"));
    await userEvent.click(await screen.findByTestId("save-now"));
    await waitFor(() => expect(within(screen.getByTestId("screen-results")).getByTestId("save-workbook")).toBeDisabled());
    expect(within(screen.getByTestId("saving-failed")).getByTestId("save-workbook")).toBeEnabled();
  });
});

test("behind the dialog no shortcut moves the window", async () => {
  const stop = listenForShortcuts(actions);
  await dialog();
  await userEvent.keyboard("{Control>}h{/Control}");
  expect(screen.getByTestId("screen-results")).toBeInTheDocument();
  stop();
});
