import type { SourcePreview } from "../../bindings";
import { keyed } from "../../words/keyed";
import { count, counted } from "../../words/number";

/** How many leads a source gives, what fetching them takes, and the first of them. */
export function SourceFirst({ preview }: { preview: SourcePreview }) {
  const { rows, calls, first, note } = preview;
  if (rows === 0) {
    return (
      <p className="mt-4 text-sm text-muted" role="status" data-testid="source-count">
        No lead meets this. Change it, and look again.
      </p>
    );
  }
  const named = first.some((lead) => lead.name || lead.company);
  return (
    <section aria-label="The first leads" className="mt-4">
      <p className="mb-2 text-sm" role="status" data-testid="source-count">
        <strong className="font-semibold">{counted(rows, calls > 0 ? "lead" : "id")}</strong>{" "}
        <span className="text-muted">
          {calls > 0 && `${counted(calls, "call")} to Salesforce to fetch ${rows === 1 ? "its id" : "the ids"}. `}
          {note}
        </span>
      </p>
      <div className="overflow-hidden rounded-lg border border-line">
        <table className="w-full text-xs">
          <caption className="sr-only">The first {first.length}</caption>
          <thead>
            <tr className="bg-sunken text-left text-faint">
              <th className="px-3 py-1.5 font-medium">Id</th>
              {named && <th className="font-medium">Name</th>}
              {named && <th className="pr-3 font-medium">Company</th>}
            </tr>
          </thead>
          <tbody>
            {keyed(first, (lead) => lead.id).map(([key, lead]) => (
              <tr key={key} className="border-t border-line" data-testid="source-lead">
                <td className="px-3 py-1 font-mono select-text">{lead.id || <em className="font-sans text-faint">blank</em>}</td>
                {named && <td className="max-w-48 truncate">{lead.name}</td>}
                {named && <td className="max-w-56 truncate pr-3">{lead.company}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows > first.length && <p className="mt-1.5 text-xs text-faint">and {count(rows - first.length)} more</p>}
    </section>
  );
}
