import { readMoney } from "../words/money";
import { TypedField } from "./Field";

interface CapFieldProps {
  label?: string;
  cap: number | null;
  onCap: (cap: number | null) => void;
  hint: string;
  testId: string;
}

/** The most that may be spent; empty for no cap. */
export function CapField({ label = "Spending cap", cap, onCap, hint, testId }: CapFieldProps) {
  return (
    <TypedField
      label={label}
      testId={testId}
      prefix="$"
      inputMode="decimal"
      placeholder="No cap"
      shown={cap === null ? "" : String(cap)}
      read={(text) => {
        const dollars = readMoney(text);
        return dollars === undefined ? { wrong: "Write an amount of dollars, as 25 or 12.50." } : { value: dollars };
      }}
      onCommit={onCap}
      hint={hint}
    />
  );
}
