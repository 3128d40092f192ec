import type { WorkbookInfo } from "../../bindings";
import { Icon } from "../../components/icons";
import { choose, useDraft } from "../../state/draft";
import { viewSheet } from "../../state/sheet";
import { counted } from "../../words/number";

/** The first rows as they stand, with the id column picked out. A column's head makes it the id column. */
export function Preview({ info }: { info: WorkbookInfo }) {
  const { sheet: index, headerRow, idColumn } = useDraft((now) => now.choices);
  const sheet = info.sheets[index];
  if (!sheet) return null;
  const view = viewSheet(sheet, headerRow);
  const isId = (column: number) => column === idColumn;
  return (
    <figure className="mb-7">
      <div
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        role="region"
        aria-label={`First rows of ${sheet.name}`}
        data-testid="preview"
        className="scroll-xy max-h-60 rounded-lg border border-line bg-surface text-xs"
      >
        <table className="min-w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th className="sticky top-0 left-0 z-10 border-r border-b border-line bg-sunken px-2 font-normal text-faint">
                <span className="sr-only">Row</span>
              </th>
              {view.columns.map((column, place) => (
                <th
                  key={column.letter}
                  scope="col"
                  className={`sticky top-0 border-r border-b border-line p-0 text-left font-medium last:border-r-0 ${isId(place) ? "bg-accent-soft" : "bg-sunken"}`}
                >
                  <button
                    type="button"
                    aria-pressed={isId(place)}
                    title={isId(place) ? "The id column" : "Make this the id column"}
                    className="flex h-8 w-full items-center gap-1.5 px-2.5 whitespace-nowrap hover:text-accent-ink focus-visible:-outline-offset-2"
                    onClick={() => choose({ idColumn: place })}
                  >
                    {isId(place) && <Icon name="key" size={12} className="text-accent-ink" label="Id column" />}
                    <span className="font-normal text-faint">{column.letter}</span>
                    <span className="max-w-44 truncate">{column.header}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.preview.map(({ row, cells }) => (
              <tr key={row}>
                <th
                  scope="row"
                  className="sticky left-0 border-r border-b border-line bg-sunken px-2 text-right font-normal text-faint"
                >
                  {row}
                </th>
                {view.columns.map((column, place) => (
                  <td
                    key={column.letter}
                    className={`h-7 max-w-56 truncate border-r border-b border-line px-2.5 whitespace-pre select-text last:border-r-0 ${isId(place) ? "bg-accent-soft font-mono" : ""}`}
                  >
                    {oneLine(cells[place] ?? "")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="mt-1.5 text-xs text-faint">
        {view.preview.length === 0
          ? "There are no rows below the header."
          : `The first ${view.preview.length} of ${counted(view.rows, "row")}`}
      </figcaption>
    </figure>
  );
}

/** A cell of several lines would make its row tall; the breaks show as what they are. */
function oneLine(text: string): string {
  return text.replace(/\r?\n/g, " ⏎ ");
}
