import { describe, expect, test } from "vitest";
import { TallScroll } from "./tallScroll";

const VIEW = 600;
const SHEET = 1_048_575 * 30;

function tall(height: number): TallScroll {
  const scroll = new TallScroll();
  scroll.resize(height, VIEW);
  return scroll;
}

describe("a bar for more than can be scrolled", () => {
  test("does nothing while all of it can be scrolled", () => {
    const scroll = tall(50_000 * 30);
    expect(scroll.height).toBe(1_500_000);
    for (const bar of [0, 40, 700_000, 1_499_400]) expect(scroll.moved(bar)).toEqual({ place: bar, bar });
    expect(scroll.shift).toBe(0);
  });

  test("stays within what an engine paints, and drawn places too", () => {
    const scroll = tall(SHEET);
    expect(scroll.height).toBe(8_000_000);
    scroll.moved(5_000_000);
    expect(scroll.place - scroll.shift).toBe(5_000_000);
    expect(scroll.place).toBeGreaterThan(16_777_216);
  });

  test("both ends are reached exactly", () => {
    const scroll = tall(SHEET);
    expect(scroll.moved(8_000_000 - VIEW).place).toBe(SHEET - VIEW);
    expect(scroll.moved(0).place).toBe(0);
    scroll.seek(SHEET);
    expect(scroll.place).toBe(SHEET - VIEW);
  });

  test("small steps move what is seen by as much, wherever it is", () => {
    const scroll = tall(SHEET);
    let bar = scroll.seek(20_000_000);
    for (let step = 0; step < 5000; step += 1) {
      const before = scroll.place;
      bar = scroll.moved(bar + 100).bar;
      expect(scroll.place - before).toBe(100);
    }
  });

  test("scrolling up step by step comes to the first row, never stuck before it", () => {
    const scroll = tall(SHEET);
    let bar = scroll.seek(1_500_000);
    for (let step = 0; step < 20_000 && scroll.place > 0; step += 1) bar = scroll.moved(Math.max(bar - 100, 0)).bar;
    expect(scroll.place).toBe(0);
    expect(bar).toBe(0);
  });

  test("scrolling down step by step comes to the last row", () => {
    const scroll = tall(SHEET);
    const end = 8_000_000 - VIEW;
    let bar = scroll.seek(SHEET - 1_500_000);
    for (let step = 0; step < 20_000 && scroll.place < SHEET - VIEW; step += 1) bar = scroll.moved(Math.min(bar + 100, end)).bar;
    expect(scroll.place).toBe(SHEET - VIEW);
  });
});
