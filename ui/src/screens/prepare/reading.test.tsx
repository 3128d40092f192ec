import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../App";
import { openWorkbook } from "../../state/draft";
import { go } from "../../state/navigation";
import { loadSetup } from "../../state/setup";
import { forecast } from "../../testing/samples";
import { begin, onTheWire } from "../../testing/wire";

beforeEach(begin);

test("how leads are read is chosen, and the forecast's calls follow", async () => {
  const asked = onTheWire({
    forecast: ({ request }) => ({ ...forecast, salesforce_calls: (request as { read_by: string }).read_by === "bulk" ? 97 : 412 }),
  });
  render(<App />);
  await loadSetup();
  go({ at: "prepare" });
  await openWorkbook("/reading-1.xlsx");
  await waitFor(() => expect(screen.getByTestId("forecast-calls")).toHaveTextContent("412"));
  expect(screen.getByTestId("read-by")).toHaveTextContent("As suits their number");
  await userEvent.click(screen.getByTestId("read-by"));
  await userEvent.click(await screen.findByRole("option", { name: /In one bulk job/ }));
  await waitFor(() => expect(screen.getByTestId("forecast-calls")).toHaveTextContent("97"));
  const last = asked.findLast(({ command }) => command === "forecast");
  expect(last?.args.request).toMatchObject({ read_by: "bulk" });
  expect(screen.getByTestId("read-by-means")).toHaveTextContent("Salesforce hands over all leads of the org");
});
