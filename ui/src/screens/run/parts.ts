import type { RowStatus, StatusCounts } from "../../bindings";
import { STATUS_FILL } from "../../components/Marks";
import type { Part } from "../../components/StackedBar";
import { STATUS, STATUS_MEANING, keysOf } from "../../words/labels";

/** Rows by status as the parts of a bar. Together they are all rows. */
export function statusParts(status: StatusCounts): Part[] {
  return keysOf(STATUS).map((key: RowStatus) => ({
    key,
    label: STATUS[key],
    value: status[key],
    fill: STATUS_FILL[key],
    about: STATUS_MEANING[key],
  }));
}

/** All rows counted, whatever they were told. */
export function totalOf(status: StatusCounts): number {
  return keysOf(STATUS).reduce((sum, key) => sum + status[key], 0);
}
