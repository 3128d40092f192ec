/** Data of the shapes on the wire, for tests. */
export { fieldFit, orgFields } from "./fields";
export { lead, leadId, row } from "./leads";
export { finished, report, running, runs } from "./runs";
export { savePlan } from "./saving";
export { connections, info, settings } from "./setup";
export { forecast, health, preflight, sourcePreview, workbook } from "./workbook";
