import type {
  Band,
  CheckBasis,
  CheckOutcome,
  IdVerdict,
  Profile,
  Provider,
  ReadBy,
  RowStatus,
  RuleFlag,
  RunState,
  Stage,
  TroubleKind,
} from "../bindings";

/** The statuses in the order they are shown, with the words that the workbook uses too. */
export const STATUS: Record<RowStatus, string> = {
  analyzed: "Analyzed",
  rules_only: "Rules only",
  invalid_lead_id: "Invalid lead id",
  retrieval_failed: "Retrieval failed",
  assessment_failed: "Assessment failed",
  not_assessed: "Not assessed",
  waiting: "Waiting",
};

/** What each status means, for whoever asks. */
export const STATUS_MEANING: Record<RowStatus, string> = {
  analyzed: "The rules and the model both answered.",
  rules_only: "The rules answered; this run does not ask the model.",
  invalid_lead_id: "There is no lead behind this id, so there is nothing to read.",
  retrieval_failed: "Salesforce could not be read for this id. It can be retried.",
  assessment_failed: "The model gave no usable answer. The rules' scores stand; it can be retried.",
  not_assessed: "The id was checked and the run goes no further.",
  waiting: "Not done yet.",
};

/** The verdicts in the order they are shown. */
export const VERDICT: Record<IdVerdict, string> = {
  valid: "Valid",
  restored: "Restored",
  converted: "Converted",
  deleted: "Deleted",
  merged: "Merged",
  not_found: "Not found or not shared",
  wrong_object: "Wrong object",
  malformed: "Malformed",
  blank: "Blank",
};

/** The ways leads are read. */
export const READ_BY: Record<ReadBy, string> = {
  size: "As suits their number",
  ids: "By ids",
  bulk: "In one bulk job",
};

/** What each way means. */
export const READ_BY_MEANING: Record<ReadBy, string> = {
  size: "By ids; from 200,000 leads on in one bulk job, where they are a large part of the org’s.",
  ids: "Up to 2,000 leads a call, and no lead but those asked for.",
  bulk: "Salesforce hands over all leads of the org, and those asked for are kept. Fewer calls for very many leads.",
};

/** The bands, best first. */
export const BAND: Record<Band, string> = {
  verified: "Verified",
  good: "Good",
  moderate: "Moderate",
  poor: "Poor",
  unusable: "Unusable",
};

/** The scores that a band covers. */
export const BAND_RANGE: Record<Band, string> = {
  verified: "80–100",
  good: "60–79",
  moderate: "40–59",
  poor: "20–39",
  unusable: "0–19",
};

/** What the rules notice about a lead. */
export const FLAG: Record<RuleFlag, string> = {
  not_in_tam: "Not in the market",
  suspicious_enrichment: "Suspicious enrichment",
};

/** What each flag means, for whoever asks. */
export const FLAG_MEANING: Record<RuleFlag, string> = {
  not_in_tam: "By the recipe's rules the lead is outside the market addressed.",
  suspicious_enrichment: "By the recipe's rules the enrichment looks like another company's.",
};

/** What a run is doing, or how it ended. */
export const RUN_STATE: Record<RunState, string> = {
  running: "Running",
  paused: "Paused",
  cancelled: "Cancelled",
  done: "Done",
  failed_rows: "Done, some rows failed",
};

/** What is the matter with a run whose file cannot be used. */
export const RUN_TROUBLE: Record<TroubleKind, string> = {
  damaged: "Damaged",
  newer: "Of a newer version",
  locked: "Cannot be read",
};

/** The stations a row passes, as what their figure counts. */
export const STAGE: Record<Stage, string> = {
  read: "Rows read",
  retrieve: "Leads read",
  rules: "Rules applied",
  assess: "Model asked",
};

export const PROVIDER: Record<Provider, string> = { salesforce: "Salesforce", openai: "OpenAI" };

export const PROFILE: Record<Profile, string> = {
  adaptive: "Adaptive",
  stability: "Stability",
  performance: "Performance",
};

export const PROFILE_MEANING: Record<Profile, string> = {
  adaptive: "As large as the providers take, smaller when they stumble.",
  stability: "Small batches and pauses between them, for an org under load.",
  performance: "Fixed middle-sized batches, five leads a request.",
};

export const BASIS: Record<CheckBasis, string> = {
  record: "from the record",
  rule: "by a rule",
  check: "checked",
  model_memory: "the model's memory, verify it",
};

export const OUTCOME: Record<CheckOutcome, string> = { pass: "Pass", caution: "Caution", fail: "Fail" };

/** The band of a score; none where there is no score. */
export function bandOf(score: number | null): Band | null {
  if (score === null) return null;
  if (score >= 80) return "verified";
  if (score >= 60) return "good";
  if (score >= 40) return "moderate";
  if (score >= 20) return "poor";
  return "unusable";
}

/** The keys of a table of words, in its order, as what they are. */
export function keysOf<K extends string>(words: Record<K, string>): K[] {
  return Object.keys(words) as K[];
}

/** A name of ours, `email_domain`, as words: `Email domain`. */
export function asWords(name: string): string {
  const words = name.replace(/_/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How credentials sign in, in words. */
export function methodWords(method: string): string {
  const known: Record<string, string> = {
    access_token: "Access token",
    client_credentials: "Client credentials",
    api_key: "API key",
    browser: "Signed in by browser",
    sf: "By the Salesforce command line",
  };
  return known[method] ?? asWords(method);
}

/** Where credentials are kept, in words. */
export function keptWords(keptIn: string): string {
  const known: Record<string, string> = {
    keychain: "in the system keychain",
    environment: "from the environment",
    session: "until the app closes",
    sf: "kept by the Salesforce command line",
  };
  return known[keptIn] ?? keptIn;
}

/** The last part of a path, whichever way its slashes lean. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() || path;
}

/** A path without its last part; empty where it has only one. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.length - fileName(path).length - 1, 0));
}

/** Names in a row: `“Summary” and “Issues”`. */
export function named(names: readonly string[]): string {
  const quoted = names.map((name) => `“${name}”`);
  const last = quoted.pop() ?? "";
  return quoted.length > 0 ? `${quoted.join(", ")} and ${last}` : last;
}

const FIELD_TYPE: Record<string, string> = {
  string: "Text",
  textarea: "Long text",
  picklist: "Picklist",
  multipicklist: "Picklist, several",
  boolean: "Checkbox",
  double: "Number",
  int: "Number",
  long: "Number",
  currency: "Currency",
  percent: "Percent",
  date: "Date",
  datetime: "Date and time",
  reference: "Lookup",
  email: "E-mail",
  phone: "Phone",
  url: "Web address",
  id: "Id",
};

/** A field's type in Salesforce's own words for people. */
export function fieldType(type: string): string {
  return FIELD_TYPE[type] ?? type;
}

/** The kinds of file that are not called as their name ends: what others export as an xls file. */
const FORMAT: Record<string, string> = { html: "web page with a table", xml: "XML Spreadsheet 2003" };

/** What a kind of file is called. */
export function formatName(format: string): string {
  return FORMAT[format] ?? format;
}
