const cents = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat("en-US", { minimumFractionDigits: 4, maximumFractionDigits: 4 });

/** Dollars with two decimals; four for what would otherwise read as nothing. */
export function money(dollars: number): string {
  const size = Math.abs(dollars);
  return `$${size > 0 && size < 0.1 ? fine.format(dollars) : cents.format(dollars)}`;
}

/** `$9.80–$14.20`, `$0.00` where it costs nothing, one figure where both ends read alike. */
export function moneyRange(low: number, high: number): string {
  const [from, to] = [money(low), money(high)];
  return from === to ? from : `${from}–${to}`;
}

/** What a person typed as a spending cap: dollars, `null` for no cap, `undefined` where it is no amount. */
export function readMoney(text: string): number | null | undefined {
  const plain = text.replace(/[$,\s]/g, "");
  if (plain === "") return null;
  if (!/^\d*\.?\d*$/.test(plain) || plain === ".") return undefined;
  const dollars = Number(plain);
  return Number.isFinite(dollars) ? dollars : undefined;
}
