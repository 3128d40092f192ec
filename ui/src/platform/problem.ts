import type { AppError } from "../bindings";

/** Whatever a command rejected with, as words for people. */
export function asProblem(reason: unknown): AppError {
  if (isAppError(reason)) return reason;
  if (isAbsentShell(reason)) {
    return { code: "no_app", message: "This page works inside the Leadsheet app. Start the app to use it." };
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "other", message: message || "Something went wrong and gave no reason. Try again." };
}

function isAppError(reason: unknown): reason is AppError {
  return (
    typeof reason === "object" &&
    reason !== null &&
    typeof (reason as AppError).code === "string" &&
    typeof (reason as AppError).message === "string"
  );
}

/** In a plain browser there is nobody to ask: Tauri's own globals are missing. */
function isAbsentShell(reason: unknown): boolean {
  return reason instanceof TypeError && !("__TAURI_INTERNALS__" in globalThis);
}
