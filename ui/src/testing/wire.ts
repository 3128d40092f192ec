import { mockIPC } from "@tauri-apps/api/mocks";
import { vi } from "vitest";
import type { StoreApi } from "zustand";
import { useDeeds } from "../actions/action";
import { useDraft } from "../state/draft";
import { useFields } from "../state/fields";
import { useFilters } from "../state/filters";
import { useNavigation } from "../state/navigation";
import { useNotices } from "../state/notices";
import { useOrgs } from "../state/orgs";
import { useOverlay } from "../state/overlay";
import { useRuns } from "../state/runs";
import { useSetup } from "../state/setup";
import { useSource } from "../state/source";
import { useSaveDialog } from "../state/saveDialog";
import { useSaves } from "../state/saves";
import { useSignIn } from "../state/signIn";
import * as samples from "./samples";

type Answer = (args: Record<string, unknown>) => unknown;

const usual: Record<string, Answer> = {
  app_info: () => samples.info,
  opened_files: () => [],
  settings: () => samples.settings,
  save_settings: () => null,
  connections: () => samples.connections,
  list_orgs: () => [],
  sf_sign_ins: () => ({ installed: false, orgs: [] }),
  admin_request: () => ({ settings: [{ label: "Distribution State", value: "Local" }], text: "Hello," }),
  list_runs: () => samples.runs,
  notices: () => [],
  inspect_workbook: () => samples.workbook,
  preview_source: () => samples.sourcePreview,
  gather_source: () => "/home/ada/.local/share/leadsheet/sources/Query 2026-11-24 1002.csv",
  examine_ids: () => samples.health,
  forecast: () => samples.forecast,
  preflight: () => samples.preflight,
  lead_fields: () => samples.orgFields,
  fit_fields: () => samples.fieldFit,
  saved_fields: () => ({ added: [], matched: [] }),
  save_fields: () => null,
  try_leads: () => ({ leads: [samples.lead(4)], forecast: samples.forecast }),
  start_run: () => samples.running.run,
  run_snapshot: ({ run }) => (run === samples.running.run ? samples.running : samples.finished),
  run_report: () => samples.report,
  save_plan: () => samples.savePlan,
  page_rows: () => ({ total: 2, rows: [samples.row(4), samples.row(17)] }),
  lead_page: ({ row }) => samples.lead(Number(row)),
};

/** Fakes the far end of the wire. Returns every question that was asked, in order. */
export function onTheWire(own: Record<string, Answer> = {}): { command: string; args: Record<string, unknown> }[] {
  const asked: { command: string; args: Record<string, unknown> }[] = [];
  mockIPC(
    (command, args) => {
      const given = (args ?? {}) as Record<string, unknown>;
      if (!command.startsWith("plugin:event")) asked.push({ command, args: given });
      const answer = own[command] ?? usual[command];
      return answer ? answer(given) : null;
    },
    { shouldMockEvents: true },
  );
  return asked;
}

const stores = [useDeeds, useDraft, useFields, useFilters, useNavigation, useNotices, useOrgs, useOverlay, useRuns, useSaveDialog, useSaves, useSetup, useSignIn, useSource];

/** Brings all state back to how the app begins. */
export function begin(): void {
  for (const store of stores) (store as StoreApi<object>).setState(store.getInitialState(), true);
  vi.useRealTimers();
}
