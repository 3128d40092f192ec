import { describe, expect, test, vi } from "vitest";
import type { RowPage } from "../bindings";
import { row } from "../testing/samples";
import { PAGE_SIZE, RowPages } from "./pages";

function backed(total: number) {
  const held = { total, generation: 0 };
  const fetch = vi.fn(async (offset: number, limit: number): Promise<RowPage> => {
    const generation = held.generation;
    await Promise.resolve();
    const length = Math.max(0, Math.min(limit, held.total - offset));
    return {
      total: held.total,
      rows: Array.from({ length }, (_, place) => ({ ...row(offset + place + 2), note: `generation ${generation}` })),
    };
  });
  return { held, fetch, pages: new RowPages(fetch) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("the pages of a grid", () => {
  test("fetch only what is in view, each page once", async () => {
    const { fetch, pages } = backed(1_000_000);
    pages.want(0, 30);
    await settle();
    pages.want(10, 40);
    await settle();
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(pages.total).toBe(1_000_000);
    expect(pages.row(7)?.row).toBe(9);
    expect(pages.row(PAGE_SIZE)).toBeUndefined();
    pages.want(PAGE_SIZE - 5, PAGE_SIZE + 20);
    await settle();
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(fetch).toHaveBeenLastCalledWith(PAGE_SIZE, PAGE_SIZE);
  });

  test("reach the last row of a full sheet", async () => {
    const { pages } = backed(1_048_575);
    pages.want(0, 10);
    await settle();
    pages.want(1_048_560, 1_048_574);
    await settle();
    expect(pages.row(1_048_574)?.row).toBe(1_048_576);
    expect(pages.row(1_048_575)).toBeUndefined();
  });

  test("keep the old rows in view while a refresh is on its way", async () => {
    const { held, pages } = backed(50);
    pages.want(0, 20);
    await settle();
    held.generation = 1;
    held.total = 60;
    pages.refresh();
    expect(pages.row(3)?.note).toBe("generation 0");
    await settle();
    expect(pages.row(3)?.note).toBe("generation 1");
    expect(pages.total).toBe(60);
  });

  test("take in a refresh that comes while a page is under way", async () => {
    const { held, fetch, pages } = backed(50);
    pages.want(0, 20);
    held.generation = 1;
    pages.refresh();
    await settle();
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(pages.row(0)?.note).toBe("generation 1");
  });

  test("forget what is far away, never what is in view", async () => {
    const { pages } = backed(100_000);
    for (let page = 0; page < 80; page += 1) {
      pages.want(page * PAGE_SIZE, page * PAGE_SIZE + 30);
      await settle();
    }
    expect(pages.row(0)).toBeUndefined();
    expect(pages.row(79 * PAGE_SIZE)).toBeDefined();
  });

  test("say why a question failed, and ask again only when told to", async () => {
    let broken = true;
    const fetch = vi.fn(async (): Promise<RowPage> => {
      if (broken) throw { code: "other", message: "The run's file could not be read." };
      return { total: 1, rows: [row(2)] };
    });
    const pages = new RowPages(fetch);
    pages.want(0, 10);
    await settle();
    expect(pages.problem?.message).toBe("The run's file could not be read.");
    expect(fetch).toHaveBeenCalledTimes(1);
    broken = false;
    pages.refresh();
    await settle();
    expect(pages.problem).toBeNull();
    expect(pages.row(0)?.row).toBe(2);
  });

  test("a stretch is the same array until something in it may have changed", async () => {
    const { pages } = backed(50);
    pages.want(0, 10);
    await settle();
    const before = pages.slice(0, 10);
    expect(pages.slice(0, 10)).toBe(before);
    pages.refresh();
    await settle();
    expect(pages.slice(0, 10)).not.toBe(before);
  });
});
