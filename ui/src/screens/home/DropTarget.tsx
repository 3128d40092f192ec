import type { ReactNode } from "react";
import { useOverlay } from "../../state/overlay";

/** Where a workbook goes. The whole window takes a drop; this says so. */
export function DropTarget({ children }: { children: ReactNode }) {
  const over = useOverlay((now) => now.filesHover);
  return (
    <div
      data-testid="drop-target"
      className={`flex flex-col items-center rounded-xl border-[1.5px] border-dashed px-6 pt-9 pb-8 text-center [@media(max-height:700px)]:pt-5 [@media(max-height:700px)]:pb-5 transition-colors ${over ? "border-accent bg-accent-soft" : "border-line-strong bg-surface"}`}
    >
      <SheetPicture />
      <p className="mt-4 text-xl font-semibold tracking-tight">Drop a workbook with lead ids</p>
      <p className="mt-1 max-w-md text-sm text-pretty text-muted">
        Leadsheet checks every id, reads the leads from Salesforce, scores how far each can be trusted, and gives you the same
        workbook back with the answers added.
      </p>
      <div className="mt-6 flex gap-2.5">{children}</div>
      <p className="mt-4 text-xs text-faint">Excel (xlsx, xlsm, xlsb, xls), a Salesforce report export, OpenDocument (ods) or csv</p>
    </div>
  );
}

/** A sheet whose column of ids is met by a column of answers. */
function SheetPicture() {
  const rows = [34, 44, 54];
  return (
    <svg width="104" height="76" viewBox="0 0 104 76" aria-hidden fill="none">
      <rect x="8.5" y="8.5" width="87" height="59" rx="7" fill="var(--surface)" stroke="var(--line-strong)" />
      <path d="M8.5 24h87M66.5 8.5v59" stroke="var(--line)" />
      <rect x="67" y="9" width="28" height="58" rx="6" fill="var(--accent-soft)" />
      <rect x="16" y="14" width="20" height="4" rx="2" fill="var(--line-strong)" />
      <rect x="73" y="14" width="16" height="4" rx="2" fill="var(--accent)" opacity=".6" />
      {rows.map((y, index) => (
        <g key={y}>
          <rect x="16" y={y - 2} width={[30, 26, 32][index]} height="4" rx="2" fill="var(--line)" />
          <rect x="51" y={y - 2} width={[9, 8, 9][index]} height="4" rx="2" fill="var(--line)" />
          <path
            d={`m77 ${y} 2.4 2.4 4.6-5`}
            stroke="var(--accent)"
            strokeWidth="1.8"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </g>
      ))}
    </svg>
  );
}
