import type { Forecast, IdHealth, PreflightCheck, SourcePreview, WorkbookInfo } from "../../bindings";
import { companies, leadId, people } from "./leads";

export const workbook: WorkbookInfo = {
  path: "/home/ada/leads-q3.xlsx",
  name: "leads-q3.xlsx",
  format: "xlsx",
  bytes: 8_243_112,
  suggested_sheet: 0,
  sheets: [
    {
      name: "Leads",
      hidden: false,
      header_row: 3,
      rows: 48_912,
      columns: ["Campaign", "Owner", "Lead ID", "Company", "Created", "Amount"].map((header, index) => ({
        letter: "ABCDEF"[index] ?? "",
        header,
        id_share: index === 2 ? 0.99 : 0,
      })),
      id_column: { index: 2, reason: "198 of the first 200 cells are lead ids, and it is called “Lead ID”." },
      first_preview_row: 1,
      preview: [
        ["Leads of the third quarter", "", "", "", "", ""],
        ["", "", "", "", "", ""],
        ["Campaign", "Owner", "Lead ID", "Company", "Created", "Amount"],
        ...Array.from({ length: 20 }, (_, place) => [
          ["Q3 webinar", "Trade fair", "Inbound"][place % 3] ?? "",
          people[place % 8] ?? "",
          place === 6 ? "003xx00000DeMoA" : place === 11 ? "" : leadId(place + 4),
          companies[place % 8] ?? "",
          `2026-09-${String(place + 1).padStart(2, "0")}`,
          String(1200 * (place + 1)),
        ]),
      ],
      notes: [
        "The table starts at A3; the 2 rows above it are left as they are.",
        "12 of 48,912 rows are hidden. They are read and answered like the others.",
      ],
    },
    { name: "Notes", hidden: false, header_row: 1, rows: 12, columns: [{ letter: "A", header: "Note", id_share: 0 }], id_column: null, preview: [["Note"], ["Exported by Ada"]], first_preview_row: 1, notes: [] },
    { name: "Lookup", hidden: true, header_row: 1, rows: 40, columns: [{ letter: "A", header: "Key", id_share: 0 }], id_column: null, preview: [["Key"], ["k"]], first_preview_row: 1, notes: [] },
  ],
};

export const health: IdHealth = {
  rows: 48_912,
  distinct_leads: 47_020,
  duplicates: 742,
  groups: [
    { verdict: "valid", reason: "", rows: 46_310, samples: [{ row: 4, text: leadId(4) }, { row: 5, text: leadId(5) }] },
    { verdict: "restored", reason: "The letter case was lost; its last three characters told what it was.", rows: 1452, samples: [{ row: 31, text: "00q5g00000demoaeav" }] },
    { verdict: "blank", reason: "The cell is empty.", rows: 611, samples: [{ row: 15, text: "" }] },
    { verdict: "malformed", reason: "A Salesforce id has 15 or 18 characters; this has 14.", rows: 318, samples: [{ row: 77, text: "00Q5g00000DeMo" }, { row: 140, text: "00Q5g00000DeMx" }] },
    { verdict: "wrong_object", reason: "This is the id of a Contact (003), not of a Lead (00Q).", rows: 221, samples: [{ row: 10, text: "003xx00000DeMoA" }] },
  ],
};

export const forecast: Forecast = {
  rows: 48_912,
  leads: 47_020,
  salesforce_calls: 24,
  openai_requests: 47_020,
  cached_answers: 0,
  time: { low: 760, high: 1100 },
  cost_low_usd: 18.4,
  cost_high_usd: 27.9,
  basis: "By the size of the fields sent, the price list of 1 November 2026, and the limits of your account.",
};

export const preflight: PreflightCheck[] = [
  { name: "salesforce", outcome: "ok", sentence: "Signed in to acme.my.salesforce.com; 1,204 of 100,000 calls used today, 24 needed." },
  { name: "openai", outcome: "ok", sentence: "The key works and may use gpt-5.4-mini." },
  { name: "fields", outcome: "note", sentence: "Your org lacks ZI_State__c; its weight is spread over the other enriched fields." },
  { name: "output_folder", outcome: "ok", sentence: "The folder of your workbook can be written to." },
  { name: "disk_space", outcome: "ok", sentence: "212 GB are free, about 90 MB are needed." },
  { name: "spending_cap", outcome: "note", sentence: "The run may cost up to $27.90 and would pause at your cap of $25.00." },
];

export const sourcePreview: SourcePreview = {
  rows: 1_234,
  calls: 1,
  first: [
    { id: "00Q5g00000DeMoAEAV", name: "Ada Byron", company: "Acme Inc." },
    { id: "00Q5g00000DeMoBEAV", name: "Grace Hopper", company: "Contoso" },
  ],
  note: "",
};
