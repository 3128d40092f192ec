import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { App } from "../App";
import { choose, openWorkbook } from "../state/draft";
import { go } from "../state/navigation";
import { loadRuns, takeSnapshot } from "../state/runs";
import { loadSetup } from "../state/setup";
import { openHandedOver } from "../state/follow";
import { finished, preflight, report, running } from "../testing/samples";
import { begin, onTheWire } from "../testing/wire";

beforeEach(begin);

async function window() {
  render(<App />);
  await loadSetup();
  await loadRuns();
}

describe("home", () => {
  test("offers to open, to try the demo, and what was run before", async () => {
    onTheWire();
    await window();
    expect(screen.getByTestId("open-file")).toBeEnabled();
    expect(screen.getByTestId("try-demo")).toBeEnabled();
    expect(await screen.findAllByTestId("recent-run")).toHaveLength(4);
    expect(screen.getByTestId("connection-openai")).toHaveTextContent("Not connected");
    expect(screen.getAllByTestId("resume-run")).toHaveLength(1);
  });

  test("a problem stands where it happened, and goes when told", async () => {
    onTheWire({
      start_demo: () => {
        throw { code: "other", message: "The demo could not be made: the disk is full. Free some space and try again." };
      },
    });
    await window();
    await userEvent.click(screen.getByTestId("try-demo"));
    const problem = await screen.findByTestId("try-demo-problem");
    expect(problem).toHaveTextContent("the disk is full");
    await userEvent.click(within(problem).getByRole("button"));
    expect(screen.queryByTestId("try-demo-problem")).toBeNull();
  });
});

describe("prepare", () => {
  test("shows what was found, why, and what it will take", async () => {
    onTheWire();
    await window();
    openHandedOver(["/home/ada/leads-q3.xlsx", "/home/ada/other.xlsx"]);
    expect(await screen.findByTestId("id-column-reason")).toHaveTextContent("198 of the first 200 cells are lead ids");
    expect(screen.getByText(/one workbook at a time/)).toBeInTheDocument();
    expect(await screen.findByTestId("distinct-leads")).toHaveTextContent("47,020 leads");
    await waitFor(() => expect(screen.getByTestId("forecast-cost")).toHaveTextContent("$18.40–$27.90"));
    expect(screen.getByTestId("row-count")).toHaveTextContent("48,912");
    expect(within(screen.getByTestId("preview")).getByRole("button", { pressed: true })).toHaveTextContent("Lead ID");
  });

  test("says what is odd about the sheet, and keeps its row numbers under another header row", async () => {
    onTheWire();
    await window();
    openHandedOver(["/home/ada/below-titles.xlsx"]);
    expect(await screen.findByTestId("sheet-notes")).toHaveTextContent("the 2 rows above it are left as they are");
    const rows = () => within(screen.getByTestId("preview")).getAllByRole("rowheader").map((cell) => cell.textContent);
    expect(rows().slice(0, 2)).toEqual(["4", "5"]);
    act(() => choose({ headerRow: 1 }));
    expect(rows().slice(0, 3)).toEqual(["2", "3", "4"]);
    expect(screen.getByTestId("preview")).toHaveTextContent("Leads of the third quarter");
    act(() => choose({ sheet: 1 }));
    expect(screen.queryByTestId("sheet-notes")).toBeNull();
  });

  test("a group of ids opens to its rows", async () => {
    onTheWire();
    await window();
    openHandedOver(["/home/ada/leads-q3.xlsx"]);
    expect(screen.queryByRole("rowheader", { name: "Row 77" })).toBeNull();
    await userEvent.click(await screen.findByTestId("id-group-malformed"));
    const sample = (await screen.findByRole("rowheader", { name: "Row 77" })).closest("tr");
    expect(sample).toHaveTextContent("00Q5g00000DeMo");
  });

  test("the head of a column makes it the id column", async () => {
    const asked = onTheWire();
    await window();
    openHandedOver(["/home/ada/leads-q3.xlsx"]);
    await userEvent.click(within(await screen.findByTestId("preview")).getByText("Company"));
    expect(screen.getByTestId("id-column-reason")).toHaveTextContent("You chose this column");
    await waitFor(() => expect(asked.findLast(({ command }) => command === "examine_ids")?.args).toMatchObject({ source: { id_column: 3 } }));
  });

  test("a spending cap that is no amount is refused, and what was typed stays", async () => {
    onTheWire();
    await window();
    openHandedOver(["/home/ada/leads-q3.xlsx"]);
    const cap = await screen.findByTestId("spending-cap");
    await waitFor(() => expect(cap).toHaveValue("25"));
    await userEvent.clear(cap);
    await userEvent.type(cap, "lots{Tab}");
    expect(cap).toHaveValue("lots");
    expect(screen.getByRole("alert")).toHaveTextContent("Write an amount of dollars");
  });

  test("a workbook that cannot be read says why and what to do", async () => {
    onTheWire({
      inspect_workbook: () => {
        throw { code: "workbook", message: "“leads.xlsx” is protected by a password. Save it without one and open it again." };
      },
    });
    await window();
    openHandedOver(["/home/ada/leads.xlsx"]);
    expect(await screen.findByTestId("workbook-problem")).toHaveTextContent("protected by a password");
  });
});

describe("start", () => {
  async function start() {
    await window();
    await openWorkbook("/home/ada/leads-q3.xlsx");
    go({ at: "start" });
    await screen.findByTestId("preflight");
  }

  test("says exactly what it will do, and goes to the run", async () => {
    const asked = onTheWire();
    await start();
    const button = screen.getByTestId("start-run");
    await waitFor(() => expect(button).toBeEnabled());
    expect(button).toHaveTextContent("Assess 47,020 leads");
    await userEvent.click(button);
    expect(await screen.findByTestId("screen-run")).toBeInTheDocument();
    expect(asked.find(({ command }) => command === "start_run")?.args).toMatchObject({ request: { ai: true, max_spend_usd: 25 } });
  });

  test("what stands in the way keeps the button shut, and has a way out", async () => {
    onTheWire({ preflight: () => preflight.map((check) => (check.name === "openai" ? { ...check, outcome: "blocked" } : check)) });
    await start();
    expect(screen.getByTestId("start-run")).toBeDisabled();
    expect(screen.getByText("One check stands in the way; it says what to do.")).toBeInTheDocument();
    await userEvent.click(screen.getByTestId("fix-openai"));
    expect(await screen.findByTestId("screen-settings")).toBeInTheDocument();
  });

  test("a trial shows true answers, and a lead opens", async () => {
    onTheWire();
    await start();
    await waitFor(() => expect(screen.getByTestId("try-leads")).toBeEnabled());
    await userEvent.click(screen.getByTestId("try-leads"));
    await userEvent.click(await screen.findByTestId("trial-lead"));
    expect(await screen.findByTestId("lead-page")).toHaveTextContent("Suspicious enrichment");
  });
});

describe("run", () => {
  test("shows how far, what it costs, and what slows it", async () => {
    onTheWire();
    await window();
    takeSnapshot(running);
    go({ at: "run", run: running.run });
    expect(await screen.findByTestId("rows-done")).toHaveTextContent("31,815");
    expect(screen.getByTestId("run-state")).toHaveAttribute("data-state", "running");
    expect(screen.getByTestId("spent")).toHaveTextContent("$13.82 of $25.00");
    expect(screen.getByTestId("time-left")).toHaveTextContent("4–6 min");
    expect(screen.getByTestId("slowed-by")).toHaveTextContent("tokens per minute");
    expect(screen.getByTestId("count-analyzed")).toHaveTextContent("30,481");
    expect(within(screen.getByTestId("problems")).getAllByRole("listitem")).toHaveLength(2);
  });

  test("cancelling asks once, and the safe answer does nothing", async () => {
    const asked = onTheWire();
    await window();
    takeSnapshot(running);
    go({ at: "run", run: running.run });
    await userEvent.click(await screen.findByTestId("cancel-run"));
    await userEvent.click(await screen.findByTestId("answer-no"));
    expect(asked.some(({ command }) => command === "cancel_run")).toBe(false);
    await userEvent.click(screen.getByTestId("cancel-run"));
    await userEvent.click(await screen.findByTestId("answer-yes"));
    await waitFor(() => expect(asked.some(({ command }) => command === "cancel_run")).toBe(true));
  });

  test("a paused run says why, and takes a higher cap", async () => {
    const paused = { ...running, state: "paused" as const, reason: "The spending cap of $25.00 is reached." };
    const asked = onTheWire({ run_snapshot: () => paused });
    await window();
    takeSnapshot(paused);
    go({ at: "run", run: running.run });
    expect(await screen.findByTestId("run-reason")).toHaveTextContent("cap of $25.00 is reached");
    const cap = screen.getByTestId("run-cap");
    await userEvent.clear(cap);
    await userEvent.type(cap, "40{Enter}");
    await waitFor(() => expect(asked.find(({ command }) => command === "raise_cap")?.args).toEqual({ run: running.run, maxSpendUsd: 40 }));
    expect(screen.getByTestId("resume-run")).toBeEnabled();
  });
});

describe("results", () => {
  async function results() {
    await window();
    takeSnapshot(finished);
    go({ at: "results", run: finished.run });
    await screen.findByTestId("score-histogram");
  }

  test("the summary adds up to the rows", async () => {
    onTheWire();
    await results();
    const number = (id: string) => Number(screen.getByTestId(id).textContent?.replace(/,/g, ""));
    const shown = screen.getAllByTestId(/^status-/).map((line) => Number(line.textContent?.replace(/,/g, "")));
    expect(shown.reduce((sum, each) => sum + each, 0)).toBe(number("summary-total"));
  });

  test("a line of the summary filters the grid, and the filter can be taken away", async () => {
    const asked = onTheWire();
    await results();
    await userEvent.click(screen.getByTestId("filter-band-poor"));
    const last = () => asked.findLast(({ command }) => command === "page_rows")?.args;
    await waitFor(() => expect(last()).toMatchObject({ query: { band: ["poor"], offset: 0 } }));
    expect(screen.getByTestId("filter-band-poor")).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(screen.getByTestId("clear-filters"));
    await waitFor(() => expect(last()).toMatchObject({ query: { band: [] } }));
  });

  test("what the rules noticed filters like the rest, alone and together", async () => {
    const asked = onTheWire();
    await results();
    const last = () => asked.findLast(({ command }) => command === "page_rows")?.args;
    const flag = screen.getByTestId("filter-flag-suspicious-enrichment");
    expect(within(flag).getByTestId("flag-suspicious-enrichment")).toHaveTextContent("388");
    flag.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(last()).toMatchObject({ query: { flag: ["suspicious_enrichment"], band: [], offset: 0 } }));
    expect(flag).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(screen.getByTestId("filter-flag-not-in-tam"));
    await waitFor(() => expect(last()).toMatchObject({ query: { flag: ["suspicious_enrichment", "not_in_tam"] } }));
    await userEvent.click(screen.getByRole("button", { name: "No longer only: Suspicious enrichment" }));
    await waitFor(() => expect(last()).toMatchObject({ query: { flag: ["not_in_tam"] } }));
    await userEvent.click(screen.getByTestId("clear-filters"));
    await waitFor(() => expect(last()).toMatchObject({ query: { flag: [] } }));
    expect(flag).toHaveAttribute("aria-pressed", "false");
  });

  test("a recipe that notices nothing shows no flags", async () => {
    onTheWire({ run_report: () => ({ ...report, not_in_tam: 0, suspicious_enrichment: 0 }) });
    await results();
    expect(screen.queryByRole("region", { name: "Flags" })).toBeNull();
  });

  test("the search waits for the typing to pause", async () => {
    const asked = onTheWire();
    await results();
    await userEvent.type(screen.getByTestId("results-search"), "north");
    await waitFor(() => expect(asked.at(-1)?.args).toMatchObject({ query: { search: "north" } }));
    const searches = asked.filter(({ args }) => (args.query as { search?: string } | undefined)?.search);
    expect(searches.every(({ args }) => (args.query as { search: string }).search === "north")).toBe(true);
  });

  test("the keyboard reaches a row, and its lead shows the arithmetic", async () => {
    onTheWire();
    await results();
    await waitFor(() => expect(screen.getAllByTestId("grid-row")).toHaveLength(2));
    screen.getByTestId("results-grid").focus();
    await userEvent.keyboard("{ArrowDown}{ArrowUp}{Enter}");
    const page = await screen.findByTestId("lead-page");
    await userEvent.click(await within(page).findByTestId("score-coherence"));
    expect(await within(page).findByText("One correction")).toBeInTheDocument();
    expect(within(page).getByText("−8")).toBeInTheDocument();
  });

  test("lead text is text, whatever it looks like", async () => {
    const name = "<img src=x onerror=alert(1)>";
    onTheWire({ page_rows: () => ({ total: 1, rows: [{ ...finishedRow(), name }] }) });
    await results();
    expect(await screen.findByText(name)).toBeInTheDocument();
    expect(document.querySelector("img")).toBeNull();
  });
});

function finishedRow() {
  return {
    row: 2,
    id_text: "00Q",
    lead_id: null,
    verdict: "valid",
    status: "analyzed",
    name: "",
    company: "",
    acquisition: null,
    enrichment: null,
    coherence: null,
    final_confidence: null,
    note: "",
  };
}
