import { describe, expect, test } from "vitest";
import { isDemo } from "./demo";
import { workbook } from "../testing/samples";
import { columnName, columnReason, firstSheet, headerOptions, viewSheet } from "./sheet";

const leads = workbook.sheets[0];
if (!leads) throw new Error("the sample has a sheet");

describe("a sheet as it looks", () => {
  test("with the header row that was found", () => {
    const view = viewSheet(leads, 3);
    expect(view.columns[2]).toEqual({ letter: "C", header: "Lead ID" });
    expect(view.preview[0]?.row).toBe(4);
    expect(view.preview).toHaveLength(20);
    expect(view.rows).toBe(48_912);
  });

  test("with a lower one: its text is the header, the rows above are gone", () => {
    const view = viewSheet(leads, 5);
    expect(view.columns[1]?.header).toBe("Jonas Weber");
    expect(view.preview[0]?.row).toBe(6);
    expect(view.rows).toBe(48_910);
  });

  test("with a higher one: the rows between are shown by their own numbers, blank ones too", () => {
    const view = viewSheet(leads, 1);
    expect(view.columns[0]?.header).toBe("Leads of the third quarter");
    expect(view.preview.slice(0, 3).map(({ row, cells }) => [row, cells[2]])).toEqual([
      [2, ""],
      [3, "Lead ID"],
      [4, leads.preview[3]?.[2]],
    ]);
    expect(view.rows).toBe(48_914);
  });

  test("with none: every row is data, the old header too", () => {
    const view = viewSheet(leads, null);
    expect(view.columns[2]).toEqual({ letter: "C", header: "" });
    expect(view.preview[2]).toEqual({ row: 3, cells: leads.columns.map((column) => column.header) });
    expect(view.rows).toBe(48_915);
  });

  test("of a table that starts further down has the sheet's own row numbers", () => {
    const view = viewSheet({ ...leads, header_row: 7, first_preview_row: 7, preview: leads.preview.slice(2) }, 7);
    expect(view.preview[0]).toEqual({ row: 8, cells: leads.preview[3] });
    expect(view.preview).toHaveLength(20);
  });

  test("offers header rows by what stands in them", () => {
    const options = headerOptions(leads);
    expect(options[0]).toEqual({ row: null, label: "No header, every row is data" });
    expect(options.find((option) => option.row === 3)?.label).toBe("Row 3: Campaign, Owner, Lead ID");
    expect(options.find((option) => option.row === 1)?.label).toBe("Row 1: Leads of the third quarter");
    expect(options.some((option) => option.row === 2)).toBe(false);
    expect(options.at(-1)?.row).toBe(13);
  });

  test("names a column by letter and header, and says why it is the id column", () => {
    expect(columnName({ letter: "C", header: "Lead ID" })).toBe("C: Lead ID");
    expect(columnName({ letter: "D", header: " " })).toBe("Column D");
    expect(columnReason(leads, 2)).toContain("198 of the first 200");
    const named = { ...leads, id_column: { index: 1, reason: "it is called “Lead ID”" } };
    expect(columnReason(named, 1)).toBe("It is called “Lead ID”.");
    expect(columnReason(leads, 0)).toContain("None of the cells looked at is a lead id");
    expect(columnReason(leads, null)).toContain("Choose the one");
  });

  test("begins with the suggested sheet, else the first visible one", () => {
    expect(firstSheet(workbook)).toBe(0);
    const hidden = { ...workbook, suggested_sheet: null, sheets: workbook.sheets.map((sheet, index) => ({ ...sheet, hidden: index === 0 })) };
    expect(firstSheet(hidden)).toBe(1);
  });
});

test("the demo's workbook is known by its place", () => {
  expect(isDemo("/home/ada/.leadsheet/demo/7-500/Demo leads.xlsx", "/home/ada/.leadsheet")).toBe(true);
  expect(isDemo("C:\\Data\\leadsheet\\demo\\7-500\\Demo leads.xlsx", "C:\\Data\\leadsheet\\")).toBe(true);
  expect(isDemo("/home/ada/demo/leads.xlsx", "/home/ada/.leadsheet")).toBe(false);
  expect(isDemo("/anything", undefined)).toBe(false);
});
