import type { PlannedColumn, SavePlan } from "../../bindings";

const told: [string, string, string][] = [
  ["id_verdict", "ID_Verdict", "What is known of the id"],
  ["lead_id", "Lead_ID_18", "The id in its 18-character form"],
  ["field", "Company", "The lead's Company, as Salesforce has it"],
  ["final_confidence", "Final_Confidence_Score", "0 to 100: how far the lead can be trusted"],
  ["explanation", "AI_Explanation", "What speaks for the lead and what does not"],
  ["status", "AI_Status", "How far the row came"],
];

const columns: PlannedColumn[] = told.map(([kind, name, about], place) => ({ place, kind, name, header: name, about, chosen: true }));

export const savePlan: SavePlan = {
  path: "/home/ada/partners-2026 - assessed.xlsx",
  report_path: "/home/ada/partners-2026 - assessed.xlsx",
  original: "/home/ada/partners-2026.xlsx",
  sheet: "Leads",
  rows: 48_912,
  first_column: "Y",
  sheets_added: ["Summary", "Issues"],
  same_workbook: null,
  over_original: null,
  backup: "partners-2026 (backup).xlsx",
  notes: ["The workbook is signed; the signature ends when it is changed."],
  report_notes: ["Formulas become the values they show."],
  columns,
  save: { report_workbook: false, over_original: false, columns: null },
};
