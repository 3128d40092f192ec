const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** `48,912` */
export function count(value: number): string {
  return whole.format(value);
}

/** `48,912 rows`, `1 row` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `4.2`, and `42` where a tenth no longer matters. */
export function rate(value: number): string {
  return value >= 100 ? whole.format(value) : tenth.format(value);
}

/** A score with at most one decimal; an em dash where there is none, because a blank is no zero. */
export function score(value: number | null): string {
  return value === null ? "–" : tenth.format(value);
}

/** A share of a whole in percent, never rounded to none or to all when it is neither. */
export function percent(part: number, all: number): string {
  if (all <= 0) return "0 %";
  const share = (part / all) * 100;
  if (share > 0 && share < 0.1) return "< 0.1 %";
  if (share < 100 && share > 99.9) return "> 99.9 %";
  return `${tenth.format(share)} %`;
}

/** `8.2 MB` */
export function bytes(value: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(size) : rate(size)} ${units[unit]}`;
}
