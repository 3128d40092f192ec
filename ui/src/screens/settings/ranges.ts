import type { Profile, SettingOverrides } from "../../bindings";
import { count } from "../../words/number";

/** A number that can be set, with its range and what it is for. */
export interface Setting {
  key: Exclude<keyof SettingOverrides, "profile">;
  label: string;
  about: string;
  unit: string;
  low: number;
  high: number;
  /** What each profile sets. */
  byProfile: Record<Profile, number>;
}

const same = (value: number): Record<Profile, number> => ({ adaptive: value, stability: value, performance: value });

/** The settings as the run knows them. The app checks the ranges again; these say them before. */
export const SETTINGS: readonly Setting[] = [
  {
    key: "batch_size_salesforce",
    label: "Leads a call to Salesforce",
    about: "How many leads are read at once when a run assesses.",
    unit: "leads",
    low: 50,
    high: 2000,
    byProfile: { adaptive: 2000, stability: 100, performance: 150 },
  },
  {
    key: "batch_size_validation",
    label: "Ids a call when only checking",
    about: "The same for a run that only checks ids.",
    unit: "ids",
    low: 50,
    high: 2000,
    byProfile: { adaptive: 2000, stability: 100, performance: 150 },
  },
  {
    key: "batch_size_ai",
    label: "Leads a sub-batch for the model",
    about: "What is written down, cancelled and reported as one.",
    unit: "leads",
    low: 10,
    high: 100,
    byProfile: { adaptive: 50, stability: 25, performance: 50 },
  },
  {
    key: "leads_per_request",
    label: "Leads a request to the model",
    about: "One lead a request judges best; more are cheaper and faster.",
    unit: "leads",
    low: 1,
    high: 20,
    byProfile: { adaptive: 1, stability: 1, performance: 5 },
  },
  {
    key: "large_dataset_threshold",
    label: "A large workbook begins at",
    about: "Above it a run is planned in batches.",
    unit: "rows",
    low: 1,
    high: 4_294_967_295,
    byProfile: same(1000),
  },
  {
    key: "batch_delay_ms",
    label: "Least pause between calls to Salesforce",
    about: "The limits set the pace by themselves; a pause spares an org under load.",
    unit: "ms",
    low: 0,
    high: 60_000,
    byProfile: { adaptive: 0, stability: 100, performance: 50 },
  },
  {
    key: "ai_batch_delay_ms",
    label: "Least pause between sub-batches for the model",
    about: "Rarely needed; the limits set the pace by themselves.",
    unit: "ms",
    low: 0,
    high: 60_000,
    byProfile: { adaptive: 0, stability: 200, performance: 100 },
  },
  {
    key: "salesforce_daily_share",
    label: "Share of the org's daily calls",
    about: "A run pauses before all integrations together have used more of the day's API calls.",
    unit: "percent",
    low: 1,
    high: 100,
    byProfile: same(80),
  },
];

/** The range in words. */
export function rangeWords(setting: Setting): string {
  return setting.high > 1_000_000
    ? `${count(setting.low)} or more`
    : `${count(setting.low)} to ${count(setting.high)} ${setting.unit}`;
}

/** What was typed for a setting: `null` where it is left to the profile. */
export function readSetting(setting: Setting, text: string): { value: number | null } | { wrong: string } {
  const plain = text.replace(/[,\s]/g, "");
  if (plain === "") return { value: null };
  const value = Number(plain);
  if (!/^\d+$/.test(plain) || value < setting.low || value > setting.high) {
    return { wrong: `It must be a whole number, ${rangeWords(setting)}.` };
  }
  return { value };
}
