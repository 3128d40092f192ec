import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { App } from "../../App";
import { go } from "../../state/navigation";
import { loadSetup, useSetup } from "../../state/setup";
import { connections } from "../../testing/samples";
import { begin, onTheWire } from "../../testing/wire";
import { rangeWords, readSetting, SETTINGS } from "./ranges";

beforeEach(begin);

async function settings() {
  render(<App />);
  go({ at: "settings" });
  await loadSetup();
  await screen.findByTestId("connection-card-openai");
}

const SECRET = "sk-test-0123456789";

describe("connections", () => {
  test("a secret goes over the wire once and is nowhere afterwards", async () => {
    const asked = onTheWire({ test_connection: () => ({ ok: true, sentence: "The key works.", details: [] }) });
    await settings();
    const key = screen.getByTestId("openai-key");
    expect(key).toHaveAttribute("type", "password");
    await userEvent.type(key, SECRET);
    await userEvent.click(screen.getByTestId("save-openai"));
    await waitFor(() => expect(asked.find(({ command }) => command === "save_openai")?.args).toEqual({ form: { url: "", api_key: SECRET } }));
    expect(await screen.findByTestId("test-result-openai")).toHaveTextContent("The key works.");
    expect(document.documentElement.outerHTML).not.toContain(SECRET);
    expect(JSON.stringify(useSetup.getState())).not.toContain(SECRET);
    expect(screen.queryByTestId<HTMLInputElement>("openai-key")?.value ?? "").toBe("");
  });

  test("a secret that was refused is wiped all the same, and the refusal says why", async () => {
    onTheWire({
      save_openai: () => {
        throw { code: "other", message: "The keychain is locked. Unlock it and save again." };
      },
    });
    await settings();
    await userEvent.type(screen.getByTestId("openai-key"), SECRET);
    await userEvent.click(screen.getByTestId("save-openai"));
    expect(await screen.findByText("The keychain is locked. Unlock it and save again.")).toBeInTheDocument();
    expect(screen.getByTestId("openai-key")).toHaveValue("");
  });

  test("a form with something missing says what, and sends nothing", async () => {
    const asked = onTheWire({ connections: () => connections.map((each) => ({ ...each, connected: false, url: "" })) });
    await settings();
    await userEvent.click(screen.getByTestId("salesforce-advanced"));
    await userEvent.click(await screen.findByTestId("save-salesforce"));
    expect(screen.getByText("Enter your org's address.")).toBeInTheDocument();
    expect(screen.getByText("Enter the consumer secret.")).toBeInTheDocument();
    expect(asked.some(({ command }) => command === "save_salesforce")).toBe(false);
  });

  test("credentials of the environment cannot be replaced or forgotten here", async () => {
    onTheWire({ connections: () => connections.map((each) => ({ ...each, connected: true, kept_in: "environment" })) });
    await settings();
    expect(screen.queryByTestId("replace-salesforce")).toBeNull();
    expect(screen.queryByTestId("forget-salesforce")).toBeNull();
    expect(screen.getByTestId("test-salesforce")).toBeEnabled();
  });
});

describe("changes", () => {
  test("hold at once", async () => {
    const asked = onTheWire();
    await settings();
    await userEvent.click(screen.getByTestId("theme-dark"));
    await waitFor(() => expect(asked.find(({ command }) => command === "save_settings")?.args).toMatchObject({ settings: { theme: "dark" } }));
  });

  test("that are refused are taken back, and said", async () => {
    onTheWire({
      save_settings: () => {
        throw { code: "other", message: "The settings could not be written: the disk is full." };
      },
    });
    await settings();
    await userEvent.click(screen.getByTestId("theme-dark"));
    expect(await screen.findByText("The settings could not be written: the disk is full.")).toBeInTheDocument();
    expect(useSetup.getState().settings.value?.theme).toBe("system");
  });
});

describe("settings by hand", () => {
  const setting = SETTINGS.find((each) => each.key === "batch_size_salesforce");
  if (!setting) throw new Error("the setting exists");

  test("say their range", () => {
    expect(rangeWords(setting)).toBe("50 to 2,000 leads");
    expect(readSetting(setting, "2001")).toEqual({ wrong: "It must be a whole number, 50 to 2,000 leads." });
    expect(readSetting(setting, "1.5")).toHaveProperty("wrong");
  });

  test("are left to the profile when empty", () => {
    expect(readSetting(setting, " ")).toEqual({ value: null });
    expect(readSetting(setting, "1,500")).toEqual({ value: 1500 });
  });
});

test("a choice left to the recipe reads as such, not as no choice", async () => {
  onTheWire();
  await settings();
  expect(screen.getByTestId("default-model")).toHaveTextContent("The recipe's own");
});
