import { open, save } from "@tauri-apps/plugin-dialog";

/** The endings that files with rows have. Which kind a file is, its content tells. */
const WORKBOOKS = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt", "xml", "html", "htm"];

/** Asks for a workbook to open; `null` when the user thinks better of it. */
export async function askForWorkbook(): Promise<string | null> {
  return open({
    title: "Open a workbook",
    multiple: false,
    directory: false,
    filters: [{ name: "Workbooks", extensions: WORKBOOKS }],
  });
}

/** Asks where to save the results; `null` when the user thinks better of it. */
export async function askWhereToSave(suggested: string): Promise<string | null> {
  return save({
    title: "Save the workbook",
    defaultPath: suggested,
    // A workbook with macros stays one.
    filters: [{ name: "Excel workbook", extensions: [suggested.toLowerCase().endsWith(".xlsm") ? "xlsm" : "xlsx"] }],
  });
}

const CONNECTION_FILES = [{ name: "Connection file", extensions: ["toml"] }];

/** Asks for an org that a colleague shared; `null` when the user thinks better of it. */
export async function askForConnectionFile(): Promise<string | null> {
  return open({ title: "Open a connection file", multiple: false, directory: false, filters: CONNECTION_FILES });
}

/** Asks where an org to be shared goes; `null` when the user thinks better of it. */
export async function askWhereToShare(suggested: string): Promise<string | null> {
  return save({ title: "Share this org", defaultPath: suggested, filters: CONNECTION_FILES });
}
