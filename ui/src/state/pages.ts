import type { AppError, RowPage, RowView } from "../bindings";
import { asProblem } from "../platform/problem";

/** Rows a page; the journal gives 500 at most. */
export const PAGE_SIZE = 200;
/** Pages kept; 60 of them are 12,000 rows, a few megabytes. */
const KEPT = 60;

/** A place in the grid; its row may still be on its way. */
export interface Slot {
  index: number;
  row: RowView | undefined;
}

interface Page {
  rows: RowView[];
  /** Which refresh it belongs to; an older one is shown until a newer one is there. */
  asOf: number;
}

/**
 * The rows of a grid of any size: pages are fetched as they come into view, kept while they are
 * likely to be seen again, and asked anew, without a flicker, when the run has moved on.
 */
export class RowPages {
  #fetch: (offset: number, limit: number) => Promise<RowPage>;
  #pages = new Map<number, Page>();
  #underWay = new Set<number>();
  #wanted: [number, number] = [0, 0];
  #heard = new Set<() => void>();
  #refreshes = 0;
  #totalAsOf = 0;
  #sliced: { key: string; slots: Slot[] } = { key: "", slots: [] };

  /** How many rows there are; `null` until the first answer. */
  total: number | null = null;
  /** Why the latest question failed. */
  problem: AppError | null = null;
  /** Rises with every change, for React to compare. */
  version = 0;

  constructor(fetch: (offset: number, limit: number) => Promise<RowPage>) {
    this.#fetch = fetch;
  }

  subscribe = (hear: () => void): (() => void) => {
    this.#heard.add(hear);
    return () => this.#heard.delete(hear);
  };

  /** The row at a place, if it has been fetched. */
  row(index: number): RowView | undefined {
    return this.#pages.get(Math.floor(index / PAGE_SIZE))?.rows[index % PAGE_SIZE];
  }

  /** A stretch of places, the same array until something in it may have changed. */
  slice(first: number, length: number): Slot[] {
    const key = `${this.version} ${first} ${length}`;
    if (this.#sliced.key !== key) {
      const slots = Array.from({ length }, (_, place) => ({ index: first + place, row: this.row(first + place) }));
      this.#sliced = { key, slots };
    }
    return this.#sliced.slots;
  }

  /** Says which rows are in view; what is missing among them is fetched. */
  want(first: number, last: number): void {
    this.#wanted = [Math.floor(Math.max(first, 0) / PAGE_SIZE), Math.floor(Math.max(last, 0) / PAGE_SIZE)];
    this.#fill();
  }

  /** The run has moved on: what is in view is asked anew, and stays in view meanwhile. */
  refresh(): void {
    this.#refreshes += 1;
    this.problem = null;
    this.#fill();
  }

  #fill(): void {
    const [from, to] = this.#wanted;
    for (let page = from; page <= to; page += 1) {
      const known = this.#pages.get(page);
      const fresh = known !== undefined && known.asOf >= this.#refreshes;
      const beyond = this.total !== null && page > 0 && page * PAGE_SIZE >= this.total;
      if (!fresh && !beyond && !this.#underWay.has(page)) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const asOf = this.#refreshes;
    this.#underWay.add(page);
    try {
      const answer = await this.#fetch(page * PAGE_SIZE, PAGE_SIZE);
      // Taken out first, so that the map stays in the order of use.
      this.#pages.delete(page);
      this.#pages.set(page, { rows: answer.rows, asOf });
      if (asOf >= this.#totalAsOf) {
        this.#totalAsOf = asOf;
        this.total = answer.total;
      }
      this.problem = null;
      this.#shed();
    } catch (reason) {
      this.problem = asProblem(reason);
    } finally {
      this.#underWay.delete(page);
    }
    this.#say();
    // A refresh may have come while this was under way. After a failure the user decides.
    if (!this.problem) this.#fill();
  }

  #shed(): void {
    const [from, to] = this.#wanted;
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT) return;
      if (page < from || page > to) this.#pages.delete(page);
    }
  }

  #say(): void {
    this.version += 1;
    for (const hear of this.#heard) hear();
  }
}
