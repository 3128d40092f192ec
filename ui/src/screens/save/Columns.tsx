import { useRef, useState } from "react";
import type { SavePlan } from "../../bindings";
import { Button } from "../../components/Button";
import { Unfolding } from "../../components/Unfolding";
import { changeForm, resetColumns, type SaveForm } from "../../state/saveDialog";
import { changed, differences, isAsRecipeHas, lettersOf, moved, wrongHeaders } from "../../state/saveColumns";
import { named } from "../../words/labels";
import { counted } from "../../words/number";
import { ColumnRow } from "./ColumnRow";
import { useDragOrder } from "./useDragOrder";

/** What is added: a line, which opens to the columns, to choose, order and name them. */
export function Columns({ plan, form }: { plan: SavePlan; form: SaveForm }) {
  const { columns } = form;
  const letters = lettersOf(columns, plan.first_column);
  const chosen = columns.filter((column) => column.chosen);
  const wrong = wrongHeaders(columns);
  return (
    <section aria-label="Columns" className="mt-4">
      <h3 className="mb-1.5 text-xs font-medium text-muted">What is added</h3>
      <div className="rounded-lg border border-line px-2 py-1">
        <Unfolding
          testId="save-columns"
          summary={
            <span className="flex items-baseline gap-2">
              <span className="shrink-0 font-medium">{counted(chosen.length, "column")}</span>
              <span className={`truncate ${wrong.size > 0 ? "text-bad" : "text-muted"}`} data-testid="save-columns-summary">
                {wrong.size > 0 ? `${counted(wrong.size, "name")} cannot be used as written` : span(letters, plan, differences(columns))}
              </span>
            </span>
          }
        >
          <ColumnList columns={columns} letters={letters} wrong={wrong} />
        </Unfolding>
        {plan.sheets_added.length > 0 && (
          <p className="flex items-baseline gap-2 px-1 pb-1.5 pl-6.5 text-sm">
            <span className="shrink-0 font-medium">{counted(plan.sheets_added.length, "sheet")}</span>
            <span className="text-muted" data-testid="save-sheets">
              {named(plan.sheets_added)}
              {form.kind !== "report" && ", behind your own"}
            </span>
          </p>
        )}
      </div>
    </section>
  );
}

/** `from G to T of “Leads”, behind its own; 2 left out` */
function span(letters: string[], plan: SavePlan, differs: string): string {
  const used = letters.filter(Boolean);
  if (used.length === 0) return "none is chosen";
  const [first, last] = [used[0], used.at(-1)];
  const where = used.length === 1 ? `${first} of “${plan.sheet}”` : `${first} to ${last} of “${plan.sheet}”`;
  return `${where}, to the right of your own${differs && `; ${differs}`}`;
}

function ColumnList({ columns, letters, wrong }: { columns: SaveForm["columns"]; letters: string[]; wrong: Map<number, string> }) {
  const [said, setSaid] = useState("");
  const move = (from: number, wanted: number) => {
    const to = Math.min(Math.max(wanted, 0), columns.length - 1);
    if (to === from) return;
    changeForm({ columns: moved(columns, from, to) });
    setSaid(`${columns[from]?.header ?? ""} is number ${to + 1} of ${columns.length} now.`);
  };
  const tickAll = (chosen: boolean) => changeForm({ columns: columns.map((column) => ({ ...column, chosen })) });
  const list = useRef<HTMLOListElement>(null);
  const drag = useDragOrder(list, move);
  return (
    <>
      <p className="text-xs text-pretty text-muted">
        What you choose is kept for the next workbook of this recipe. Drag a column, or move it by Alt ↑ and Alt ↓ in its name.
      </p>
      <div className="mb-1 -ml-2.5 flex items-center gap-1">
        <Button look="quiet" size="small" data-testid="save-all" disabled={columns.every(({ chosen }) => chosen)} onClick={() => tickAll(true)}>
          All
        </Button>
        <Button look="quiet" size="small" data-testid="save-none" disabled={!columns.some(({ chosen }) => chosen)} onClick={() => tickAll(false)}>
          None
        </Button>
        <Button look="quiet" size="small" data-testid="save-reset" disabled={isAsRecipeHas(columns)} onClick={resetColumns}>
          As the recipe has them
        </Button>
      </div>
      <ol ref={list} className="-ml-5" data-testid="save-column-list">
        {columns.map((column, index) => (
          <ColumnRow
            key={column.place}
            column={column}
            letter={letters[index] ?? ""}
            wrong={wrong.get(index) ?? null}
            drag={drag.mark(index)}
            grip={drag.grip(index)}
            onChange={(change) => changeForm({ columns: changed(columns, index, change) })}
            onStep={(step) => move(index, index + step)}
            isFirst={index === 0}
            isLast={index === columns.length - 1}
          />
        ))}
      </ol>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </>
  );
}
