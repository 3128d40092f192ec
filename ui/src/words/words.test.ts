import { describe, expect, test } from "vitest";
import { bandOf, fileName, formatName, keptWords, methodWords } from "./labels";
import { keyed } from "./keyed";
import { money, moneyRange, readMoney } from "./money";
import { bytes, count, counted, percent, rate, score } from "./number";
import { readStatement } from "./statement";
import { duration, durationRange, when } from "./time";

describe("numbers", () => {
  test("have thousands separators and their unit", () => {
    expect(count(48_912)).toBe("48,912");
    expect(counted(1, "row")).toBe("1 row");
    expect(counted(0, "row")).toBe("0 rows");
    expect(rate(61.43)).toBe("61.4");
    expect(rate(1234.5)).toBe("1,235");
    expect(bytes(8_243_112)).toBe("8.2 MB");
    expect(bytes(12)).toBe("12 bytes");
  });

  test("a share that is neither none nor all never reads as such", () => {
    expect(percent(1, 1_000_000)).toBe("< 0.1 %");
    expect(percent(999_999, 1_000_000)).toBe("> 99.9 %");
    expect(percent(0, 10)).toBe("0 %");
    expect(percent(10, 10)).toBe("100 %");
    expect(percent(1, 0)).toBe("0 %");
  });

  test("a score that was not made is no zero", () => {
    expect(score(null)).toBe("–");
    expect(score(0)).toBe("0");
    expect(bandOf(null)).toBeNull();
    expect([0, 19.99, 20, 40, 60, 79.99, 80].map(bandOf)).toEqual([
      "unusable",
      "unusable",
      "poor",
      "moderate",
      "good",
      "good",
      "verified",
    ]);
  });
});

describe("money", () => {
  test("small amounts do not read as nothing", () => {
    expect(money(0)).toBe("$0.00");
    expect(money(0.0123)).toBe("$0.0123");
    expect(money(1234.5)).toBe("$1,234.50");
  });

  test("a range shows one figure where both ends read alike", () => {
    expect(moneyRange(9.8, 14.2)).toBe("$9.80–$14.20");
    expect(moneyRange(0, 0)).toBe("$0.00");
    expect(moneyRange(3.001, 3.002)).toBe("$3.00");
  });

  test("what is typed is read as people write it", () => {
    expect(readMoney("$1,250.50")).toBe(1250.5);
    expect(readMoney(" ")).toBeNull();
    expect(readMoney("25")).toBe(25);
    for (const wrong of ["ten", "-5", ".", "1.2.3", "1e3"]) expect(readMoney(wrong)).toBeUndefined();
  });
});

describe("time", () => {
  test("is as exact as a person needs", () => {
    expect(duration(0.2)).toBe("under 1 s");
    expect(duration(42.4)).toBe("42 s");
    expect(duration(180)).toBe("3 min");
    expect(duration(4800)).toBe("80 min");
    expect(duration(7200 + 1240)).toBe("2 h 20 min");
    expect(duration(7200 - 60)).toBe("2 h");
  });

  test("a range names a shared unit once", () => {
    expect(durationRange({ low: 120, high: 190 })).toBe("2–3 min");
    expect(durationRange({ low: 40, high: 130 })).toBe("40 s – 2 min");
    expect(durationRange({ low: 300, high: 301 })).toBe("5 min");
  });

  test("the past is told from now", () => {
    const now = new Date(2026, 10, 24, 12, 0);
    const ago = (...then: [number, number, number, number, number]) => when(new Date(...then).toISOString(), now);
    expect(ago(2026, 10, 24, 11, 55)).toBe("5 min ago");
    expect(ago(2026, 10, 24, 8, 5)).toBe("today, 08:05");
    expect(ago(2026, 10, 23, 23, 59)).toBe("yesterday, 23:59");
    expect(ago(2026, 10, 12, 9, 0)).toBe("12 Nov");
    expect(ago(2025, 10, 12, 9, 0)).toBe("12 Nov 2025");
    expect(when("not a time")).toBe("not a time");
  });
});

describe("labels", () => {
  test("a kind of file is called as it ends, or as what it is", () => {
    expect([formatName("xlsx"), formatName("html"), formatName("xml")]).toEqual(["xlsx", "web page with a table", "XML Spreadsheet 2003"]);
  });

  test("the last part of a path, whichever way its slashes lean", () => {
    expect(fileName("C:\\Users\\ada\\leads.xlsx")).toBe("leads.xlsx");
    expect(fileName("/home/ada/leads.xlsx")).toBe("leads.xlsx");
  });

  test("codes of the wire are words on the screen", () => {
    expect(methodWords("client_credentials")).toBe("Client credentials");
    expect(methodWords("browser_sign_in")).toBe("Browser sign in");
    expect(keptWords("keychain")).toBe("in the system keychain");
  });

  test("the marks of a statement are told apart from its words", () => {
    expect(readStatement("✅ The domain agrees.")).toEqual({ outcome: "pass", text: "The domain agrees." });
    expect(readStatement("⚠️ Perhaps.")).toEqual({ outcome: "caution", text: "Perhaps." });
    expect(readStatement("❌ No.")).toEqual({ outcome: "fail", text: "No." });
    expect(readStatement("Plain.")).toEqual({ outcome: null, text: "Plain." });
  });

  test("like items get different keys", () => {
    expect(keyed(["a", "b", "a"], String).map(([key]) => key)).toEqual(["a", "b", "a #2"]);
  });
});
