import { useTable } from "@tanstack/react-table";
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from "react";
import type { RowOrder } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import type { RowPages } from "../../state/pages";
import { columns, features, NUMBERS, WIDTHS } from "./columns";
import { HeaderCell } from "./HeaderCell";
import { useTallRows } from "./useTallRows";

/** In pixels; the header's too. The classes below say the same. */
const ROW_HEIGHT = 30;

interface RowGridProps {
  pages: RowPages;
  order: RowOrder;
  onOrder?: (order: RowOrder) => void;
  /** The place of the row whose lead is open. */
  open: number | null;
  onOpen: (index: number) => void;
  emptyWords: string;
}

/** Rows of any number: only those in sight exist, and the keyboard reaches all. */
export function RowGrid({ pages, order, onOrder, open, onOpen, emptyWords }: RowGridProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const total = pages.total ?? 0;
  const { items, height, top, reveal } = useTallRows(box, total, ROW_HEIGHT);
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => pages.want(first, last), [pages, first, last]);
  // Other filters are another list; its beginning is what one wants to see.
  useEffect(() => reveal(0), [pages, reveal]);
  useEffect(() => {
    if (open !== null) setActive(open);
  }, [open]);

  const slots = pages.slice(first, items.length);
  const table = useTable({ features, columns, data: slots, getRowId: (slot) => String(slot.index) });
  const template = { gridTemplateColumns: columns.map((column) => WIDTHS[column.id ?? ""] ?? "1fr").join(" ") };

  const move = (index: number) => {
    const to = Math.min(Math.max(index, 0), total - 1);
    setActive(to);
    reveal(to);
  };
  const press = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 300) / ROW_HEIGHT) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      j: active + 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || total === 0) return;
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === "Enter" && event.target === event.currentTarget) {
      event.preventDefault();
      onOpen(active);
    }
  };

  const click = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    if (!row) return;
    setActive(Number(row.dataset.index));
    onOpen(Number(row.dataset.index));
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col overflow-hidden rounded-lg border border-line bg-surface">
      {pages.problem && (
        <Banner tone="bad" className="m-2" actions={<Button size="small" onClick={() => pages.refresh()}>Try again</Button>}>
          {pages.problem.message}
        </Banner>
      )}
      <div
        ref={box}
        role="grid"
        tabIndex={0}
        aria-label="Rows"
        aria-rowcount={total + 1}
        aria-activedescendant={total > 0 ? `${id}-${active}` : undefined}
        data-testid="results-grid"
        data-rows={total}
        className="group/grid scroll-xy min-h-0 flex-1 text-sm focus-visible:-outline-offset-2"
        onKeyDown={press}
        onClick={click}
      >
        <div className="min-w-[76rem]">
          {table.getHeaderGroups().map((group) => (
            <div
              key={group.id}
              role="row"
              aria-rowindex={1}
              className="sticky top-0 z-10 grid h-[30px] border-b border-line bg-sunken text-xs text-muted"
              style={template}
            >
              {group.headers.map((header) => (
                <HeaderCell key={header.id} id={header.column.id} order={order} onOrder={onOrder}>
                  <table.FlexRender header={header} />
                </HeaderCell>
              ))}
            </div>
          ))}
          <div className="relative" style={{ height }}>
            <div className="absolute inset-x-0" style={{ top }}>
              {table.getRowModel().rows.map((row) => {
                const { index, row: view } = row.original;
                const isOpen = open === index;
                return (
                  <div
                    key={row.id}
                    id={`${id}-${index}`}
                    role="row"
                    aria-rowindex={index + 2}
                    aria-selected={isOpen}
                    data-testid="grid-row"
                    data-row={view?.row}
                    data-index={index}
                    className={`grid h-[30px] border-b border-line ${isOpen ? "bg-accent-soft" : "hover:bg-hover"} ${index === active ? "group-focus-visible/grid:shadow-[inset_2px_0_0_var(--accent)] group-focus-visible/grid:bg-hover forced-colors:group-focus-visible/grid:outline forced-colors:group-focus-visible/grid:-outline-offset-2" : ""}`}
                    style={template}
                  >
                    {row.getAllCells().map((cell) => (
                      // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- its label is its content, rendered by the column
                      <div
                        key={cell.id}
                        role="gridcell"
                        className={`flex min-w-0 items-center px-2.5 ${NUMBERS.has(cell.column.id) ? "justify-end" : ""}`}
                      >
                        <div className="min-w-0 truncate">
                          <table.FlexRender cell={cell} />
                        </div>
                      </div>
                    ))}
                  </div>
                );
              })}
            </div>
          </div>
        </div>
        {pages.total === 0 && <p className="px-4 py-10 text-center text-sm text-muted">{emptyWords}</p>}
      </div>
    </div>
  );
}
