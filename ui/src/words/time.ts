import type { SecondsRange } from "../bindings";

/** `40 s`, `3 min`, `1 h 20 min`: as exact as a person needs. */
export function duration(seconds: number): string {
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((minutes % 60) / 5) * 5;
  if (rest === 60) return `${hours + 1} h`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `2–3 min`, `40 s–2 min`: the unit once where both ends share it. */
export function durationRange({ low, high }: SecondsRange): string {
  const [from, to] = [duration(low), duration(high)];
  if (from === to) return from;
  const simple = /^(\d+) (s|min|h)$/;
  const [a, b] = [simple.exec(from), simple.exec(to)];
  return a && b && a[2] === b[2] ? `${a[1]}–${to}` : `${from} – ${to}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `5 min ago`, `today, 14:05`, `yesterday, 14:05`, `12 Nov`, `12 Nov 2024`. */
export function when(moment: string, now: Date = new Date()): string {
  const then = new Date(moment);
  if (Number.isNaN(then.getTime())) return moment;
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0) return `today, ${clock.format(then)}`;
  if (days === 1) return `yesterday, ${clock.format(then)}`;
  return then.getFullYear() === now.getFullYear() ? day.format(then) : dayAndYear.format(then);
}

/** The full date and time, for where exactness matters. */
export function instant(text: string): string {
  const then = new Date(text);
  return Number.isNaN(then.getTime()) ? text : `${dayAndYear.format(then)}, ${clock.format(then)}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
