import type { ReactNode } from "react";
import type { RowOrder } from "../../bindings";
import { Icon } from "../../components/icons";
import { NUMBERS } from "./columns";

interface HeaderCellProps {
  id: string;
  order: RowOrder;
  onOrder?: ((order: RowOrder) => void) | undefined;
  children: ReactNode;
}

/** The head of a column. Two of them order the rows: as in the workbook, or by the final score. */
export function HeaderCell({ id, order, onOrder, children }: HeaderCellProps) {
  const next = onOrder ? orderAfter(id, order) : null;
  const sorted = id === "final" && order !== "workbook" ? order : id === "row" && order === "workbook" ? "workbook" : null;
  const sort = sorted === "score_down" ? "descending" : sorted ? "ascending" : undefined;
  const place = `flex min-w-0 items-center gap-1 px-2.5 font-medium ${NUMBERS.has(id) ? "justify-end" : ""}`;
  return (
    <div role="columnheader" aria-sort={sort} className="min-w-0">
      {next && onOrder ? (
        <button
          type="button"
          data-testid={`order-by-${id}`}
          className={`${place} h-full w-full hover:text-ink focus-visible:-outline-offset-2`}
          onClick={() => onOrder(next)}
        >
          {children}
          {sort && <Icon name={sort === "ascending" ? "arrowUp" : "arrowDown"} size={12} />}
        </button>
      ) : (
        <span className={`${place} h-full truncate`}>{children}</span>
      )}
    </div>
  );
}

/** What pressing a column's head leads to; `null` where it orders nothing. */
export function orderAfter(id: string, order: RowOrder): RowOrder | null {
  if (id === "row") return "workbook";
  if (id !== "final") return null;
  return order === "score_down" ? "score_up" : "score_down";
}
