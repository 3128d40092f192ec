import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../App";
import { loadRuns } from "../../state/runs";
import { runs } from "../../testing/samples";
import { begin, onTheWire } from "../../testing/wire";

beforeEach(begin);

const [one] = runs;
if (!one) throw new Error("no sample");
const damaged = {
  ...one,
  run: "2026-11-27-0555-q1",
  trouble: { kind: "damaged" as const, sentence: "The run's file is damaged. Salvaging it saves what can be read." },
};

test("a run that cannot be opened says why, and can be salvaged, shown or deleted", async () => {
  let salvaged = false;
  const told = "What could be read of it was saved. The damaged file is kept.";
  const asked = onTheWire({
    list_runs: () => [salvaged ? { ...damaged, trouble: null } : damaged, one],
    salvage_run: () => {
      salvaged = true;
      return told;
    },
  });
  render(<App />);
  await loadRuns();
  const line = await screen.findByTestId("troubled-run");
  expect(line).toHaveTextContent("Damaged");
  expect(line).toHaveTextContent("Salvaging it saves what can be read.");
  expect(screen.getAllByTestId("open-run")).toHaveLength(1);
  await userEvent.click(screen.getByTestId("salvage-run"));
  expect(await screen.findByTestId("notice")).toHaveTextContent(told);
  await waitFor(() => expect(screen.queryByTestId("troubled-run")).toBeNull());
  expect(screen.getAllByTestId("open-run")).toHaveLength(2);
  expect(asked.find((each) => each.command === "salvage_run")?.args).toEqual({ run: damaged.run });
});

test("one of a newer version is not salvaged, and can be deleted", async () => {
  onTheWire({ list_runs: () => [{ ...damaged, trouble: { kind: "newer", sentence: "Update Leadsheet to open it." } }] });
  render(<App />);
  await loadRuns();
  expect(await screen.findByTestId("troubled-run")).toHaveTextContent("Of a newer version");
  expect(screen.queryByTestId("salvage-run")).toBeNull();
  expect(screen.getByTestId("delete-run")).toBeEnabled();
});

test("what is to be known of the files that are kept is told once, until it is dismissed", async () => {
  let told = ["settings.toml is no text any more, so it was put aside."];
  onTheWire({
    notices: () => {
      const now = told;
      told = [];
      return now;
    },
  });
  render(<App />);
  await loadRuns();
  await loadRuns();
  expect(await screen.findByTestId("notice")).toHaveTextContent("put aside");
  await userEvent.click(within(screen.getByTestId("notice")).getByRole("button"));
  expect(screen.queryByTestId("notice")).toBeNull();
});
