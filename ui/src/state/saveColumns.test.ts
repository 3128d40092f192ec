import { expect, test } from "vitest";
import { savePlan } from "../testing/samples";
import { asRecipeHas, changed, columnWishes, differences, letterAfter, lettersOf, moved, wrongHeaders } from "./saveColumns";

const { columns } = savePlan;
const names = (of: typeof columns) => of.map(({ name }) => name);

test("letters go on as a spreadsheet's do, and skip what is left out", () => {
  expect(["A", "Z", "AZ", "ZZ"].map((letter) => letterAfter(letter, 1))).toEqual(["B", "AA", "BA", "AAA"]);
  expect(letterAfter("C", 0)).toBe("C");
  expect(lettersOf(changed(columns, 1, { chosen: false }), "Y")).toEqual(["Y", "", "Z", "AA", "AB", "AC"]);
});

test("what is asked for has the order, the names and the choice; nothing where all is the recipe's", () => {
  expect(columnWishes(columns)).toBeNull();
  const other = moved(changed(changed(columns, 3, { header: " Score " }), 0, { chosen: false }), 3, 0);
  expect(columnWishes(other)).toEqual([
    { name: "Final_Confidence_Score", header: "Score" },
    ...["Lead_ID_18", "Company", "AI_Explanation", "AI_Status"].map((name) => ({ name, header: name })),
  ]);
  expect(differences(other)).toBe("1 left out, 1 renamed, in another order");
  expect(columnWishes(asRecipeHas(other))).toBeNull();
  expect(differences(columns)).toBe("");
});

test("a column moves to where it is put", () => {
  expect(names(moved(columns, 0, 2)).slice(0, 3)).toEqual(["Lead_ID_18", "Company", "ID_Verdict"]);
  expect(names(moved(columns, 5, 0)).slice(0, 2)).toEqual(["AI_Status", "ID_Verdict"]);
});

test("names that Excel or a person could not tell apart are told, those of columns left out are not", () => {
  const wrong = (header: string, chosen = true) => wrongHeaders(changed(columns, 2, { header, chosen })).get(2);
  expect(wrong(" ")).toContain("Write a name");
  expect(wrong("x".repeat(256))).toContain("255 characters");
  expect(wrong("id_VERDICT")).toBe("Another column is called “id_VERDICT” already.");
  expect(wrong("id_verdict", false)).toBeUndefined();
  expect(wrong("Firm")).toBeUndefined();
});
