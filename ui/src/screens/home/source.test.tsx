import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../App";
import { loadSetup } from "../../state/setup";
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
