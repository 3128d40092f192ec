/** Whether a workbook is the demo's: the app knows it by its place, and so does the window. */
export function isDemo(path: string, home: string | undefined): boolean {
  return home !== undefined && withSlashes(path).startsWith(`${withSlashes(home)}/demo/`);
}

function withSlashes(path: string): string {
  return path.replace(/\\/g, "/").replace(/\/$/, "");
}
