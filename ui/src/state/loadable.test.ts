import { describe, expect, test } from "vitest";
import { held, type Loadable } from "./loadable";

describe("something asked for", () => {
  test("a slow answer never overwrites a newer one", async () => {
    const steps: Loadable<string>[] = [];
    const asker = held<string>((step) => steps.push(step));
    let finishFirst: (value: string) => void = () => undefined;
    const first = asker.ask(() => new Promise((resolve) => (finishFirst = resolve)));
    await asker.ask(async () => "new");
    finishFirst("old");
    await first;
    expect(steps.at(-1)).toEqual({ state: "ready", value: "new" });
  });

  test("the last value stays in view while it is asked anew, and when that fails", async () => {
    const steps: Loadable<string>[] = [];
    const asker = held<string>((step) => steps.push(step));
    await asker.ask(async () => "first");
    await asker.ask(() => Promise.reject({ code: "other", message: "The disk is full." }));
    expect(steps.map((step) => step.state)).toEqual(["loading", "ready", "loading", "failed"]);
    expect(steps[2]?.value).toBe("first");
    expect(steps[3]).toMatchObject({ value: "first", problem: { message: "The disk is full." } });
  });

  test("dropping voids what is under way", async () => {
    const steps: Loadable<string>[] = [];
    const asker = held<string>((step) => steps.push(step));
    const asking = asker.ask(async () => "late");
    asker.drop();
    await asking;
    expect(steps.at(-1)).toEqual({ state: "none" });
  });
});
