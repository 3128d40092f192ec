import type { AppInfo, ConnectionState, Settings } from "../../bindings";
import { fields } from "./fields";

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
