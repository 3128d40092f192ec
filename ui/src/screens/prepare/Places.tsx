import type { WorkbookInfo } from "../../bindings";
import { Banner } from "../../components/Banner";
import { Choice } from "../../components/Choice";
import { Icon } from "../../components/icons";
import { Notes } from "../../components/Notes";
import { choose, useDraft } from "../../state/draft";
import { columnName, columnReason, headerOptions, viewSheet } from "../../state/sheet";
import { counted } from "../../words/number";

/** The sheet, the header row and the id column: found by themselves, with why, and changeable. */
export function Places({ info }: { info: WorkbookInfo }) {
  const choices = useDraft((now) => now.choices);
  const sheet = info.sheets[choices.sheet];
  if (!sheet) return <Banner tone="warn">This workbook has no sheet with rows. Open another one.</Banner>;
  const view = viewSheet(sheet, choices.headerRow);
  const found = sheet.id_column?.index === choices.idColumn;
  return (
    <section aria-label="Where the ids are" className="mb-4">
      <div className="grid grid-cols-3 gap-3">
        <Choice
          label="Sheet"
          testId="sheet-select"
          value={choices.sheet}
          options={info.sheets.map((each, index) => ({
            value: index,
            label: each.name,
            about: `${counted(each.rows, "row")}${each.hidden ? ", hidden" : ""}${each.id_column ? ", has lead ids" : ""}`,
          }))}
          onChange={(next) => choose({ sheet: next })}
        />
        <Choice
          label="Header row"
          testId="header-row-select"
          value={choices.headerRow ?? 0}
          options={headerOptions(sheet).map((option) => ({ value: option.row ?? 0, label: option.label }))}
          onChange={(next) => choose({ headerRow: next === 0 ? null : next })}
        />
        <Choice
          label="Id column"
          testId="id-column-select"
          value={choices.idColumn}
          placeholder="Choose the id column"
          options={view.columns.map((column, index) => ({
            value: index as number | null,
            label: columnName(column),
            about: share(sheet.columns[index]?.id_share ?? 0),
          }))}
          onChange={(next) => choose({ idColumn: next })}
        />
      </div>
      <p className="mt-2.5 flex items-start gap-2 text-sm" data-testid="id-column-reason">
        <Icon
          name={choices.idColumn === null ? "warning" : found ? "checkCircle" : "info"}
          className={`mt-0.5 ${choices.idColumn === null ? "text-warn" : found ? "text-good" : "text-muted"}`}
        />
        <span className="text-muted">
          {columnReason(sheet, choices.idColumn)}{" "}
          {!found && sheet.id_column && (
            <button
              type="button"
              className="font-medium text-accent-ink hover:underline"
              onClick={() => choose({ idColumn: sheet.id_column?.index ?? null })}
            >
              Use the column that was found
            </button>
          )}
        </span>
      </p>
      <Notes testId="sheet-notes" notes={sheet.notes} className="mt-1" />
    </section>
  );
}

function share(part: number): string {
  return part === 0 ? "no lead ids seen" : `${Math.round(part * 100)} % of the cells looked at are lead ids`;
}
