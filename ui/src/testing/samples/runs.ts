import type { RunReport, RunSnapshot, RunSummary } from "../../bindings";

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
  usage: { salesforce_calls: 24, openai_requests: 30_112, input_tokens: 41_220_310, cached_tokens: 30_101_220, cache_write_tokens: 12_000, output_tokens: 5_120_400, cost_usd: 13.82, estimated_usd: 0, unusable_requests: 0, cached_answers: 212 },
  max_spend_usd: 25,
  reserved_usd: 0.41,
  unconfirmed_usd: 0,
  limits: [
    { name: "Salesforce calls today", used: 1228, allowed: 100_000 },
    { name: "Model requests per minute", used: 3690, allowed: 5000 },
    { name: "Model tokens per minute", used: 3_720_000, allowed: 4_000_000 },
  ],
  slowed_by: "The model's limit of 4,000,000 tokens per minute sets the pace. Nothing is wrong; fewer fields or a higher usage tier would make it faster.",
  problems: [
    { cause: "answer_cut_off", sentence: "The model's answer was cut off before its end, twice.", rows: 171 },
    { cause: "salesforce_unavailable", sentence: "The model refused to judge the lead.", rows: 43 },
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
    trouble: null,
    file: `/home/ada/.local/share/leadsheet/runs/${run}.leadsheet`,
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
