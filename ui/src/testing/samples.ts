import type {
  AppInfo,
  ConnectionState,
  FieldFit,
  Forecast,
  IdHealth,
  LeadPage,
  PreflightCheck,
  RowView,
  OrgFields,
  RunReport,
  RunSnapshot,
  RunSummary,
  Settings,
  SourcePreview,
  WorkbookInfo,
} from "../bindings";

/** Data of the shapes on the wire, for tests. */

export const settings: Settings = {
  theme: "system",
  batching: {
    profile: null,
    batch_size_salesforce: null,
    batch_size_validation: null,
    batch_size_ai: null,
    leads_per_request: null,
    large_dataset_threshold: null,
    batch_delay_ms: null,
    ai_batch_delay_ms: null,
    salesforce_daily_share: null,
  },
  model: "",
  max_spend_usd: 25,
  notify: true,
};

const fields: [string, string, string][] = [
  ["FirstName", "First name", "never"],
  ["LastName", "Last name", "never"],
  ["Email", "E-mail", "domain"],
  ["Phone", "Phone", "never"],
  ["Company", "Company", "full"],
  ["Website", "Website", "full"],
  ["Industry", "Industry", "full"],
  ["SegmentName__r.Name", "Segment", "full"],
  ["ZI_Company_Name__c", "ZoomInfo company", "full"],
  ["ZI_Website__c", "ZoomInfo website", "full"],
  ["ZI_Employees__c", "ZoomInfo employees", "full"],
];

export const info: AppInfo = {
  version: "0.1.0",
  home: "/home/ada/.local/share/leadsheet",
  keychain: { available: true, sentence: "Credentials are kept in your system's keychain (Secret Service)." },
  models: [
    { name: "gpt-5.4-mini", about: "The recipe's own: reliable and cheap. $0.25 in, $2.00 out a million tokens.", input_usd: 0.25, output_usd: 2 },
    { name: "gpt-5.4", about: "Judges hard cases better, at five times the price.", input_usd: 1.25, output_usd: 10 },
  ],
  recipes: [
    {
      name: "zoominfo-enrichment-quality",
      title: "ZoomInfo enrichment quality",
      about: "How far the enriched company, website and headcount can be trusted, with proposals to correct them.",
      uses_model: true,
      fields: fields.map(([path, label, shared]) => ({ path, label, shared })),
    },
    {
      name: "routing-hygiene",
      title: "Campaign and routing hygiene",
      about: "Whether a lead has what routing and campaigns need. Rules alone, free.",
      uses_model: false,
      fields: fields.slice(0, 8).map(([path, label]) => ({ path, label, shared: "never" })),
    },
  ],
};

export const orgFields: OrgFields = {
  org: "acme.my.salesforce.com",
  fields: [
    { path: "Company", label: "Company", field_type: "string", through: [] },
    { path: "CreatedDate", label: "Created Date", field_type: "datetime", through: [] },
    { path: "Headcount__c", label: "Employees (D&B)", field_type: "double", through: [] },
    { path: "OwnerId", label: "Owner ID", field_type: "reference", through: [] },
    { path: "Owner.Name", label: "Owner: name", field_type: "string", through: ["Group", "User"] },
    { path: "Rating", label: "Rating", field_type: "picklist", through: [] },
  ],
};

export const sourcePreview: SourcePreview = {
  rows: 1_234,
  calls: 1,
  first: [
    { id: "00Q5g00000DeMoAEAV", name: "Ada Byron", company: "Acme Inc." },
    { id: "00Q5g00000DeMoBEAV", name: "Grace Hopper", company: "Contoso" },
  ],
  note: "",
};

export const fieldFit: FieldFit = {
  org: "acme.my.salesforce.com",
  wishes: fields.map(([path, label, shared]) => ({
    path,
    label,
    shared,
    org_field: path,
    org_label: path === "ZI_Employees__c" ? "" : label,
    readable: path !== "ZI_Employees__c",
    cost: path === "ZI_Employees__c" ? "Its weight in the enrichment score is spread over the other fields." : "",
    suggestions: path === "ZI_Employees__c" ? ["Headcount__c"] : [],
  })),
  missing: ["ZoomInfo employees (ZI_Employees__c) is not in this org, or not shared with this user, so it is left out."],
};

export const connections: ConnectionState[] = [
  {
    provider: "salesforce",
    connected: true,
    url: "https://acme.my.salesforce.com",
    method: "client_credentials",
    kept_in: "keychain",
    sentence: "Signs in to acme.my.salesforce.com by client credentials.",
  },
  {
    provider: "openai",
    connected: false,
    url: "",
    method: "",
    kept_in: "",
    sentence: "No API key yet. Runs that ask the model need one.",
  },
];

const people = ["Mara Lindqvist", "Jonas Weber", "Priya Natarajan", "Tom Okafor", "Elena Rossi", "Wei Zhang", "Ana Souza", "Liam Byrne"];
const companies = ["Northwind Traders", "Fabrikam Logistics", "Contoso Pharma", "Adatum Software", "Litware Robotics", "Tailspin Toys", "Wingtip Foods", "Proseware Media"];

export function leadId(number: number): string {
  return `00Q5g00000${String(number).padStart(5, "D")}EAV`;
}

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

export function row(number: number): RowView {
  const kind = number % 29;
  const failed = kind === 11;
  const invalid = kind === 17;
  const final = invalid || failed ? null : Math.round((18 + ((number * 37) % 79)) * 10) / 10;
  return {
    row: number,
    id_text: invalid ? "003xx00000DeMoA" : leadId(number),
    lead_id: invalid ? null : leadId(number),
    verdict: invalid ? "wrong_object" : kind === 5 ? "restored" : "valid",
    status: invalid ? "invalid_lead_id" : failed ? "assessment_failed" : "analyzed",
    name: invalid ? "" : (people[number % 8] ?? ""),
    company: invalid ? "" : (companies[number % 8] ?? ""),
    acquisition: invalid ? null : 50 + ((number * 13) % 50),
    enrichment: invalid ? null : 40 + ((number * 7) % 60),
    coherence: final === null ? null : Math.min(100, final + 4),
    final_confidence: final,
    note: invalid
      ? "This is the id of a Contact (003), not of a Lead (00Q)."
      : failed
        ? "The model's answer was cut off twice. The rules' scores stand; retry to ask again."
        : "",
  };
}

export function lead(number: number): LeadPage {
  const view = row(number);
  return {
    row: view,
    record: [
      { path: "FirstName", label: "First name", value: view.name.split(" ")[0] ?? null },
      { path: "LastName", label: "Last name", value: view.name.split(" ")[1] ?? null },
      { path: "Email", label: "E-mail", value: "mara@northwind.example" },
      { path: "Company", label: "Company", value: view.company },
      { path: "Website", label: "Website", value: null },
      { path: "ZI_Company_Name__c", label: "ZoomInfo company", value: "Northwind Trading Group" },
      { path: "ZI_Employees__c", label: "ZoomInfo employees", value: 12_400 },
    ],
    findings: {
      rules: {
        acquisition: view.acquisition,
        enrichment: view.enrichment,
        not_in_tam: false,
        suspicious_enrichment: true,
        steps: [
          { score: "acquisition", label: "First and last name are present", points: 12.5 },
          { score: "acquisition", label: "E-mail is present", points: 12.5 },
          { score: "enrichment", label: "ZoomInfo company is present", points: 20 },
        ],
      },
      coherence: view.coherence,
      final_confidence: view.final_confidence,
      explanation: [
        "⚠️ The e-mail's domain belongs to Northwind, while the enriched company is a group of another name.",
        "✅ The headcount fits the segment and the size range.",
        "❌ The enriched website answers for a different company.",
      ],
      checks: [
        { name: "email_website_company", outcome: "fail", basis: "record", note: "The domain is northwind.example; the enriched website is northwindgroup.example." },
        { name: "headcount_fit", outcome: "pass", basis: "rule", note: "12,400 employees fit Enterprise." },
        { name: "large_company_complete", outcome: "caution", basis: "model_memory", note: "A company of this size usually has a website on record." },
      ],
      corrections: [
        { field: "ZI_Website__c", old: "northwindgroup.example", new: "northwind.example", confidence: 0.82, basis: "record", reason: "The lead's own e-mail uses this domain." },
      ],
      inferences: [{ field: "ZI_Company_Name__c", old: null, new: "Northwind Traders", confidence: 0.74, basis: "model_memory", reason: "The trading name that goes with the domain." }],
      dropped: ["ZI_Employees__c: 12,000 is not a real change of 12,400."],
      steps: [
        { score: "coherence", label: "The model's judgement", points: 72 },
        { score: "coherence", label: "One correction", points: -8 },
        { score: "final", label: "15 % of acquisition", points: 9.4 },
        { score: "final", label: "70 % of coherence", points: 44.8 },
      ],
    },
    sent: '{"leads":[{"ref":"r01","email_domain":"northwind.example","company":"Northwind Traders","zi_company":"Northwind Trading Group","zi_employees":12400}]}',
    model: "gpt-5.4-mini",
    assessed_at: "2026-11-24T08:31:07Z",
    same_id_rows: [412, 9120],
    url: "https://acme.lightning.force.com/lightning/r/Lead/00Q5g00000DeMoAEAV/view",
  };
}

export const running: RunSnapshot = {
  run: "2026-11-24-0931-k7",
  name: "leads-q3.xlsx",
  state: "running",
  reason: null,
  rows: 48_912,
  distinct_leads: 47_020,
  status: { analyzed: 30_481, rules_only: 0, invalid_lead_id: 1120, retrieval_failed: 0, assessment_failed: 214, not_assessed: 0, waiting: 17_097 },
  id_verdict: { valid: 45_900, restored: 1452, converted: 210, deleted: 88, merged: 41, not_found: 71, wrong_object: 221, malformed: 318, blank: 611 },
  stages: [
    { stage: "read", done: 48_912, failed: 0, total: 48_912, in_flight: 0 },
    { stage: "retrieve", done: 47_020, failed: 0, total: 47_020, in_flight: 0 },
    { stage: "rules", done: 46_890, failed: 0, total: 46_890, in_flight: 0 },
    { stage: "assess", done: 29_640, failed: 203, total: 46_890, in_flight: 64 },
  ],
  leads_per_second: 61.4,
  time_left: { low: 255, high: 330 },
  usage: { salesforce_calls: 24, openai_requests: 30_112, input_tokens: 41_220_310, cached_tokens: 30_101_220, cache_write_tokens: 12_000, output_tokens: 5_120_400, cost_usd: 13.82, cached_answers: 212 },
  max_spend_usd: 25,
  reserved_usd: 0.41,
  limits: [
    { name: "Salesforce calls today", used: 1228, allowed: 100_000 },
    { name: "Model requests per minute", used: 3690, allowed: 5000 },
    { name: "Model tokens per minute", used: 3_720_000, allowed: 4_000_000 },
  ],
  slowed_by: "The model's limit of 4,000,000 tokens per minute sets the pace. Nothing is wrong; fewer fields or a higher usage tier would make it faster.",
  problems: [
    { cause: "answer_cut_off", sentence: "The model's answer was cut off before its end, twice.", rows: 171, retryable: true },
    { cause: "salesforce_unavailable", sentence: "The model refused to judge the lead.", rows: 43, retryable: false },
  ],
  performance_metrics: { total_processing_time: 512, leads_per_second: 58.2, avg_batch_time: 0.8, batch_success_rate: 99.1 },
  processing_stats: { total_batches: 962, successful_batches: 604, failed_batches: 11 },
};

export const finished: RunSnapshot = {
  ...running,
  run: "2026-11-20-1402-b2",
  name: "partners-2026.xlsx",
  state: "failed_rows",
  reason: null,
  status: { analyzed: 47_210, rules_only: 0, invalid_lead_id: 1349, retrieval_failed: 120, assessment_failed: 233, not_assessed: 0, waiting: 0 },
  stages: running.stages.map((stage) => ({ ...stage, in_flight: 0, done: stage.total ?? stage.done, failed: 0 })),
  time_left: null,
  reserved_usd: 0,
  slowed_by: null,
  performance_metrics: { ...running.performance_metrics, total_processing_time: 836 },
  usage: { ...running.usage, cost_usd: 21.07 },
};

export const report: RunReport = {
  bands: [
    { band: "verified", rows: 18_204 },
    { band: "good", rows: 14_110 },
    { band: "moderate", rows: 9120 },
    { band: "poor", rows: 4011 },
    { band: "unusable", rows: 1765 },
  ],
  distribution: [610, 1155, 1720, 2291, 3902, 5218, 6480, 7630, 10_304, 7900],
  averages: { acquisition: 81.2, enrichment: 74.9, coherence: 66.1, final_confidence: 69.7 },
  not_in_tam: 1204,
  suspicious_enrichment: 388,
  missing_fields: ["ZI_State__c is not in this org; its weight is spread over the other enriched fields."],
  recipe: "ZoomInfo enrichment quality",
  model: "gpt-5.4-mini",
  settings: {
    profile: "adaptive",
    batch_size_salesforce: 2000,
    batch_size_validation: 2000,
    batch_size_ai: 50,
    leads_per_request: 1,
    large_dataset_threshold: 1000,
    batch_delay_ms: 0,
    ai_batch_delay_ms: 0,
    salesforce_daily_share: 80,
    operation_limit_s: 30,
  },
};

function past(run: string, over: Partial<RunSummary>): RunSummary {
  return {
    run,
    name: "leads-q3.xlsx",
    source: "/home/ada/leads-q3.xlsx",
    started_at: "2026-11-24T08:31:00Z",
    state: "done",
    reason: null,
    rows: 48_912,
    status: finished.status,
    cost_usd: 21.07,
    output: null,
    demo: false,
    ...over,
  };
}

export const runs: RunSummary[] = [
  past(running.run, { state: "running", status: running.status, cost_usd: 13.82 }),
  past("2026-11-23-1710-c4", {
    name: "dach-inbound.csv",
    started_at: "2026-11-23T17:10:00Z",
    state: "paused",
    rows: 12_400,
    status: { analyzed: 7712, rules_only: 0, invalid_lead_id: 204, retrieval_failed: 0, assessment_failed: 0, not_assessed: 0, waiting: 4484 },
    reason: "The spending cap of $5.00 is reached. 7,916 of 12,400 rows are done and saved.",
    cost_usd: 4.99,
  }),
  past(finished.run, { name: "partners-2026.xlsx", started_at: "2026-11-20T14:02:00Z", state: "failed_rows", output: "/home/ada/partners-2026 assessed.xlsx" }),
  past("2026-11-18-0900-d1", {
    name: "Leadsheet demo.xlsx",
    started_at: "2026-11-18T09:00:00Z",
    rows: 540,
    status: { analyzed: 500, rules_only: 0, invalid_lead_id: 40, retrieval_failed: 0, assessment_failed: 0, not_assessed: 0, waiting: 0 },
    cost_usd: 0.31,
    demo: true,
  }),
];
