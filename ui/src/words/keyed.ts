/** Items with a key each, the same for the same item in the same list, also where two are alike. */
export function keyed<T>(items: readonly T[], name: (item: T) => string): [string, T][] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const base = name(item);
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return [times === 1 ? base : `${base} #${times}`, item];
  });
}
