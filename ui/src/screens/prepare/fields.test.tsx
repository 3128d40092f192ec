import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../App";
import { openWorkbook, useDraft } from "../../state/draft";
import { go } from "../../state/navigation";
import { loadSetup } from "../../state/setup";
import { begin, onTheWire } from "../../testing/wire";

beforeEach(begin);

async function prepare(path: string) {
  render(<App />);
  await loadSetup();
  go({ at: "prepare" });
  await openWorkbook(path);
}

test("a field the org lacks is shown with what it costs, and matched to the likely one", async () => {
  const asked = onTheWire();
  await prepare("/fields-1.xlsx");
  const missing = await screen.findByTestId("missing-field");
  expect(missing).toHaveTextContent("Its weight in the enrichment score is spread over the other fields.");
  await userEvent.click(within(missing).getByTestId("take-likely"));
  const fields = { added: [], matched: [{ recipe_field: "ZI_Employees__c", org_field: "Headcount__c" }] };
  expect(useDraft.getState().choices.fields).toEqual(fields);
  await waitFor(() =>
    expect(asked.find(({ command }) => command === "save_fields")?.args).toEqual({
      path: "/fields-1.xlsx",
      recipe: "zoominfo-enrichment-quality",
      fields,
    }),
  );
  await waitFor(() => {
    const last = asked.findLast(({ command }) => command === "fit_fields");
    expect(last?.args.request).toMatchObject({ fields });
  });
});

test("a column is found by name or type, added, and taken out again", async () => {
  onTheWire();
  await prepare("/fields-2.xlsx");
  await userEvent.click(await screen.findByTestId("add-field"));
  await userEvent.type(await screen.findByTestId("add-field-search"), "user name");
  const options = await screen.findAllByRole("option");
  expect(options).toHaveLength(1);
  await userEvent.click(options[0] as HTMLElement);
  const added = await screen.findByTestId("added-fields");
  expect(added).toHaveTextContent("Owner.Name");
  expect(useDraft.getState().choices.fields.added).toEqual([{ path: "Owner.Name", label: "Owner: name", field_type: "string" }]);
  await userEvent.click(within(added).getByRole("button", { name: /Take/ }));
  expect(screen.queryByTestId("added-fields")).toBeNull();
});

test("what was chosen the last time is chosen again", async () => {
  const fields = { added: [{ path: "Rating", label: "Rating", field_type: "picklist" }], matched: [] };
  onTheWire({ saved_fields: () => fields });
  await prepare("/fields-3.xlsx");
  expect(await screen.findByTestId("added-fields")).toHaveTextContent("Rating");
});

test("without a connection it says what connecting would show", async () => {
  onTheWire({
    lead_fields: () => {
      throw { code: "not_connected", message: "There are no credentials for Salesforce." };
    },
    fit_fields: () => {
      throw { code: "not_connected", message: "There are no credentials for Salesforce." };
    },
  });
  await prepare("/fields-4.xlsx");
  expect(await screen.findByTestId("fields-problem")).toHaveTextContent("Connect to Salesforce");
  expect(screen.queryByTestId("add-field")).toBeNull();
});
