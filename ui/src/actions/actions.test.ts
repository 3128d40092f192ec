import { beforeEach, describe, expect, test, vi } from "vitest";
import { go } from "../state/navigation";
import { running } from "../testing/samples";
import { begin, onTheWire } from "../testing/wire";
import { takeSnapshot } from "../state/runs";
import { type Action, deedOf, perform, titleOf, useDeeds } from "./action";
import { found } from "./find";
import { actions } from "./index";
import { pauseRun } from "./pauseRun";
import { actionFor, ariaKeys, isPressed, keyLabels, type Press } from "./shortcuts";

beforeEach(begin);

const press = (key: string, held: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe("the registry", () => {
  test("names every action once, and each says what it does", () => {
    const ids = actions.map((action) => action.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const action of actions) expect(titleOf(action)).toMatch(/^[A-Z]/);
  });

  test("no two actions answer to the same keys in the same place", () => {
    onTheWire();
    takeSnapshot(running);
    for (const place of [
      { at: "home" },
      { at: "prepare" },
      { at: "start" },
      { at: "run", run: running.run },
      { at: "results", run: running.run },
      { at: "settings" },
    ] as const) {
      go(place);
      const keys = actions.filter((action) => action.keys && (action.when?.() ?? true)).map((action) => action.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe("shortcuts", () => {
  test("use ⌘ on a Mac and Ctrl elsewhere", () => {
    expect(isPressed("mod+o", press("o", { ctrlKey: true }), false)).toBe(true);
    expect(isPressed("mod+o", press("o", { metaKey: true }), false)).toBe(false);
    expect(isPressed("mod+o", press("o", { metaKey: true }), true)).toBe(true);
    expect(isPressed("p", press("p", { ctrlKey: true }), false)).toBe(false);
    expect(isPressed("?", press("?", { shiftKey: true }), false)).toBe(true);
    expect(keyLabels("mod+Enter", true)).toEqual(["⌘", "↵"]);
    expect(ariaKeys("mod+o", false)).toBe("Control+O");
  });

  test("single letters are left to whoever is typing", () => {
    takeSnapshot(running);
    go({ at: "run", run: running.run });
    expect(actionFor(actions, press("p"), false)?.id).toBe("pause-run");
    expect(actionFor(actions, press("p"), true)).toBeUndefined();
    expect(actionFor(actions, press("k", { ctrlKey: true }), true)?.id).toBe("show-palette");
  });
});

describe("doing", () => {
  test("what went wrong is kept in words, for the place that shows it", async () => {
    onTheWire({
      pause_run: () => {
        throw { code: "run_is_busy", message: "Another process has this run. Pause it there." };
      },
    });
    takeSnapshot(running);
    go({ at: "run", run: running.run });
    await perform(pauseRun);
    expect(deedOf(useDeeds.getState(), pauseRun).problem?.message).toBe("Another process has this run. Pause it there.");
  });

  test("what cannot be done just now is not done", async () => {
    const run = vi.fn();
    const blocked: Action = { id: "x", title: "X", group: "Run", blocked: () => "Not yet.", run };
    await perform(blocked);
    await perform({ ...blocked, id: "y", blocked: () => null, when: () => false });
    expect(run).not.toHaveBeenCalled();
  });

  test("the same thing is not done twice at once", async () => {
    let finish: () => void = () => undefined;
    const run = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const slow: Action = { id: "slow", title: "Slow", group: "Run", run };
    const first = perform(slow);
    await perform(slow);
    finish();
    await first;
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe("finding", () => {
  test("looks at titles first, then at other words, and only at what makes sense here", () => {
    go({ at: "home" });
    expect(found(actions, "open")[0]?.id).toBe("open-file");
    expect(found(actions, "theme dark").map((action) => action.id)).toEqual(["theme-dark"]);
    expect(found(actions, "pause")).toEqual([]);
    expect(found(actions, "salesforce key").map((action) => action.id)).toContain("nav-connections");
  });
});
