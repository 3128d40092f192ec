import { Icon } from "./icons";

/** What else is to be known, quietly; nothing where there is nothing. */
export function Notes({ notes, testId, className = "" }: { notes: readonly string[]; testId: string; className?: string }) {
  if (notes.length === 0) return null;
  return (
    <ul className={`flex flex-col gap-1 text-sm text-muted ${className}`} data-testid={testId}>
      {notes.map((note) => (
        <li key={note} className="flex items-start gap-2">
          <Icon name="info" className="mt-0.5 text-faint" />
          <span className="min-w-0 text-pretty select-text wrap-anywhere">{note}</span>
        </li>
      ))}
    </ul>
  );
}
