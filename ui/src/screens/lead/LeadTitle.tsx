import type { RowView } from "../../bindings";
import { count } from "../../words/number";

/** Who a lead is. */
export function LeadTitle({ row }: { row: RowView }) {
  return (
    <>
      <span className="block truncate">{row.name || row.lead_id || row.id_text || "Blank row"}</span>
      <span className="block truncate text-sm font-normal tracking-normal text-muted">
        {row.company ? `${row.company}, row ${count(row.row)}` : `Row ${count(row.row)}`}
      </span>
    </>
  );
}
