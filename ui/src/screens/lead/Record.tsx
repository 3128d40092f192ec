import type { ReactNode } from "react";
import type { FieldValue, RecordField } from "../../bindings";
import { count } from "../../words/number";

/** The heading of a part of a lead's page. */
export function Heading({ children }: { children: ReactNode }) {
  return <h3 className="mb-2 text-sm font-semibold">{children}</h3>;
}

/** The lead's fields as Salesforce gave them. A blank and a field that was not read look different. */
export function Record({ fields }: { fields: RecordField[] }) {
  if (fields.length === 0) return null;
  return (
    <section>
      <Heading>Record</Heading>
      <dl className="grid grid-cols-[minmax(8rem,auto)_1fr] text-sm">
        {fields.map((field) => (
          <div key={field.path} className="contents">
            <dt className="border-b border-line py-1 pr-4 text-muted" title={field.path}>
              {field.label}
            </dt>
            <dd className="border-b border-line py-1 wrap-anywhere select-text">
              <Value value={field.value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A field's value, as text whatever it is. */
export function Value({ value }: { value: FieldValue | undefined }) {
  const text = valueText(value);
  return text === "" ? <span className="text-faint">blank</span> : <>{text}</>;
}

function valueText(value: FieldValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return Number.isInteger(value) ? count(value) : String(value);
  return value.trim();
}
