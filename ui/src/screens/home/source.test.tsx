import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../App";
import { loadSetup } from "../../state/setup";
import { hearGathering } from "../../state/source";
import { begin, onTheWire } from "../../testing/wire";

beforeEach(begin);

async function home() {
  render(<App />);
  await loadSetup();
}

test("a condition is looked at, then fetched, and a run of it is prepared", async () => {
  const asked = onTheWire();
  await home();
  await userEvent.click(screen.getByTestId("from-query"));
  await userEvent.type(await screen.findByTestId("source-text"), "Status = 'Open'");
  await userEvent.click(screen.getByTestId("source-look"));
  expect(await screen.findByTestId("source-count")).toHaveTextContent("1,234 leads 1 call to Salesforce");
  expect(screen.getAllByTestId("source-lead")).toHaveLength(2);
  await userEvent.click(screen.getByTestId("take-source"));
  expect(await screen.findByTestId("screen-prepare")).toHaveTextContent("All leads where Status = 'Open'");
  const source = { kind: "condition", text: "Status = 'Open'" };
  for (const command of ["preview_source", "gather_source"]) {
    expect(asked.find((each) => each.command === command)?.args).toEqual({ source });
  }
  await waitFor(() => expect(screen.queryByTestId("source-dialog")).toBeNull());
});

test("what is wrong with a query stands where it is written, and a change takes the preview away", async () => {
  let wrong = true;
  onTheWire({
    preview_source: () => {
      if (wrong) throw { code: "source", message: "Salesforce does not take the query, at character 8: No such column." };
      return { rows: 1, calls: 1, first: [{ id: "00Q5g00000DeMoAEAV", name: "", company: "" }], note: "" };
    },
  });
  await home();
  await userEvent.click(screen.getByTestId("from-query"));
  await userEvent.click(await screen.findByTestId("source-kind-query"));
  const text = screen.getByTestId("source-text");
  await userEvent.type(text, "SELECT Idd FROM Lead");
  await userEvent.click(screen.getByTestId("source-look"));
  expect(await screen.findByText(/at character 8/)).toHaveAttribute("role", "alert");
  expect(text).toBeInvalid();
  wrong = false;
  await userEvent.type(text, " ");
  expect(screen.queryByText(/at character 8/)).toBeNull();
  await userEvent.click(screen.getByTestId("source-look"));
  expect(await screen.findByTestId("take-source")).toBeEnabled();
  await userEvent.type(text, "x");
  expect(screen.queryByTestId("take-source")).toBeNull();
});

test("the ids are counted while they come, and Stop or Esc ends that and nothing else", async () => {
  let fail: (reason: unknown) => void = () => undefined;
  const asked = onTheWire({
    preview_source: () => ({ rows: 310_000, calls: 155, first: [{ id: "00Q5g00000DeMoAEAV", name: "", company: "" }], note: "" }),
    gather_source: () => new Promise((_, reject) => (fail = reject)),
  });
  const stops = () => asked.filter(({ command }) => command === "stop_gathering").length;
  const stopped = () => act(async () => fail({ code: "gathering_stopped", message: "Fetching the ids was stopped." }));
  await home();
  await userEvent.click(screen.getByTestId("from-query"));
  await userEvent.type(await screen.findByTestId("source-text"), "Status = 'Open'");
  await userEvent.click(screen.getByTestId("source-look"));
  await userEvent.click(await screen.findByTestId("take-source"));
  expect(await screen.findByTestId("gathered-ids")).toHaveTextContent("0 of 310,000 ids");
  act(() => hearGathering(124_000, 310_000));
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "124,000 of 310,000 ids");
  expect(screen.getByTestId("source-text")).toHaveAttribute("readonly");
  await userEvent.click(screen.getByTestId("stop-gathering"));
  expect(screen.getByTestId("gathered-ids")).toHaveTextContent("Stopping…");
  await userEvent.keyboard("{Escape}");
  expect(stops()).toBe(1);
  await stopped();

  // The dialog is as it was, and no fault is told.
  expect(screen.queryByRole("alert")).toBeNull();
  await userEvent.click(screen.getByTestId("take-source"));
  await userEvent.keyboard("{Escape}");
  expect(stops()).toBe(2);
  expect(screen.getByTestId("source-dialog")).toBeInTheDocument();
  await stopped();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("source-dialog")).toBeNull());
});

test("what goes wrong on the way is told where the ids were asked for", async () => {
  onTheWire({
    gather_source: () => {
      throw { code: "other", message: "Salesforce cannot be reached. Try again." };
    },
  });
  await home();
  await userEvent.click(screen.getByTestId("from-query"));
  await userEvent.type(await screen.findByTestId("source-text"), "Status = 'Open'");
  await userEvent.click(screen.getByTestId("source-look"));
  await userEvent.click(await screen.findByTestId("take-source"));
  expect(await screen.findByTestId("take-source-problem")).toHaveTextContent("cannot be reached");
  expect(screen.getByTestId("take-source")).toBeEnabled();
});

test("pasted ids need no connection", async () => {
  const asked = onTheWire({
    preview_source: () => ({
      rows: 2,
      calls: 0,
      first: [
        { id: "00Q5g00000DeMoAEAV", name: "", company: "" },
        { id: "hello", name: "", company: "" },
      ],
      note: "One of them is no lead's id. It keeps its row, which says why.",
    }),
  });
  await home();
  await userEvent.click(screen.getByTestId("paste-ids"));
  const text = await screen.findByTestId("source-text");
  await userEvent.click(text);
  await userEvent.paste("00Q5g00000DeMoA\nhello");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByTestId("source-count")).toHaveTextContent("One of them is no lead's id");
  expect(asked.find(({ command }) => command === "preview_source")?.args).toEqual({
    source: { kind: "ids", text: "00Q5g00000DeMoA\nhello" },
  });
});
