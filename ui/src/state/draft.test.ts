import { beforeEach, describe, expect, test, vi } from "vitest";
import { forecast, workbook } from "../testing/samples";
import { begin, onTheWire } from "../testing/wire";
import { choose, openWorkbook, runTrial, useDraft } from "./draft";
import { requestOf } from "./request";
import { loadSetup } from "./setup";

beforeEach(begin);

const forecastAsked = (asked: { command: string }[]) => asked.filter(({ command }) => command === "forecast").length;

describe("a run being prepared", () => {
  test("begins with what was found in the workbook and what the user set", async () => {
    onTheWire();
    await loadSetup();
    await openWorkbook("/a.xlsx");
    expect(requestOf(useDraft.getState())).toEqual({
      source: { path: "/a.xlsx", sheet: "Leads", header_row: 3, id_column: 2 },
      recipe: "zoominfo-enrichment-quality",
      ai: true,
      check_only: false,
      model: "",
      max_spend_usd: 25,
      follow_merged: false,
      read_by: "size",
      fields: { added: [], matched: [] },
    });
  });

  test("asks for a forecast once the user has stopped changing things", async () => {
    const asked = onTheWire();
    await loadSetup();
    await openWorkbook("/b.xlsx");
    choose({ capUsd: 1 });
    choose({ capUsd: 2 });
    choose({ mode: "rules" });
    await vi.waitFor(() => expect(useDraft.getState().forecast.state).toBe("ready"));
    expect(forecastAsked(asked)).toBe(1);
  });

  test("another sheet brings its own header row and id column", async () => {
    onTheWire();
    await loadSetup();
    await openWorkbook("/c.xlsx");
    choose({ sheet: 1 });
    expect(useDraft.getState().choices).toMatchObject({ sheet: 1, headerRow: 1, idColumn: null });
    expect(requestOf(useDraft.getState())).toBeNull();
  });

  test("keeps the choices made for a workbook that is opened again", async () => {
    onTheWire();
    await loadSetup();
    await openWorkbook("/d.xlsx");
    choose({ idColumn: 4, capUsd: 7 });
    await openWorkbook("/other.xlsx");
    expect(useDraft.getState().choices.idColumn).toBe(2);
    await openWorkbook("/d.xlsx");
    expect(useDraft.getState().choices).toMatchObject({ idColumn: 4, capUsd: 7 });
  });

  test("a workbook that cannot be read says so and asks for nothing more", async () => {
    const asked = onTheWire({
      inspect_workbook: () => {
        throw { code: "workbook", message: "“x.xlsx” is protected by a password." };
      },
    });
    await loadSetup();
    await openWorkbook("/x.xlsx");
    expect(useDraft.getState().workbook).toMatchObject({ state: "failed", problem: { message: "“x.xlsx” is protected by a password." } });
    expect(asked.some(({ command }) => command === "examine_ids")).toBe(false);
  });

  test("a trial sharpens the forecast", async () => {
    const sharper = { ...forecast, basis: "By ten leads tried just now." };
    onTheWire({ try_leads: () => ({ leads: [], forecast: sharper }) });
    await loadSetup();
    await openWorkbook("/e.xlsx");
    await vi.waitFor(() => expect(useDraft.getState().forecast.state).toBe("ready"));
    await runTrial(10);
    expect(useDraft.getState().forecast.value?.basis).toBe("By ten leads tried just now.");
  });

  test("the answer for a workbook that is no longer open is not taken", async () => {
    let finish: (info: typeof workbook) => void = () => undefined;
    const slow = new Promise<typeof workbook>((resolve) => (finish = resolve));
    onTheWire({ inspect_workbook: ({ path }) => (path === "/slow.xlsx" ? slow : { ...workbook, name: "fast.xlsx" }) });
    await loadSetup();
    const first = openWorkbook("/slow.xlsx");
    await openWorkbook("/fast.xlsx");
    finish({ ...workbook, name: "slow.xlsx" });
    await first;
    expect(useDraft.getState()).toMatchObject({ path: "/fast.xlsx", workbook: { value: { name: "fast.xlsx" } } });
  });
});
