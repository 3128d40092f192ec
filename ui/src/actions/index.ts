import type { Action } from "./action";
import { darkTheme, lightTheme, systemTheme } from "./appearance";
import { cancelRun } from "./cancelRun";
import { backToPrepare, continueDraft } from "./continueDraft";
import { copyDiagnostics } from "./copyDiagnostics";
import { deleteRun } from "./deleteRun";
import { showPalette, showShortcuts } from "./help";
import { fromQuery, pasteIds } from "./fromSource";
import { openFile } from "./openFile";
import { openRun } from "./openRun";
import { pauseRun } from "./pauseRun";
import { goConnections, goHome, goPrepare, goProgress, goResults, goSettings } from "./places";
import { resumeRun } from "./resumeRun";
import { retryFailed } from "./retryFailed";
import { salvageRun } from "./salvageRun";
import { saveWorkbook, stopSaving } from "./saveWorkbook";
import { searchRows } from "./searchRows";
import { openSaved, showInFolder, showRunFile } from "./showInFolder";
import { startRun } from "./startRun";
import { tryDemo, tryLargeDemo } from "./tryDemo";
import { tryLeads } from "./tryLeads";

/** Everything the user can do, in the order the palette shows it. */
export const actions: readonly Action[] = [
  openFile,
  fromQuery,
  pasteIds,
  tryDemo,
  tryLargeDemo,
  continueDraft,
  backToPrepare,
  tryLeads,
  startRun,
  pauseRun,
  resumeRun,
  retryFailed,
  cancelRun,
  deleteRun,
  openRun,
  salvageRun,
  showRunFile,
  saveWorkbook,
  stopSaving,
  showInFolder,
  openSaved,
  searchRows,
  goHome,
  goPrepare,
  goProgress,
  goResults,
  goConnections,
  goSettings,
  lightTheme,
  darkTheme,
  systemTheme,
  showPalette,
  showShortcuts,
  copyDiagnostics,
];
