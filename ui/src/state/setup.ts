import { create } from "zustand";
import type { AppInfo, ConnectionState, ConnectionTest, Provider, Settings, Theme } from "../bindings";
import { backend } from "../platform/backend";
import { asProblem } from "../platform/problem";
import { latest, none, type Loadable } from "./loadable";

interface Setup {
  info: Loadable<AppInfo>;
  settings: Loadable<Settings>;
  connections: Loadable<ConnectionState[]>;
  tests: Record<Provider, Loadable<ConnectionTest>>;
}

/** This installation: what it offers, what the user set, whom it is connected to. */
export const useSetup = create<Setup>(() => ({
  info: none,
  settings: none,
  connections: none,
  tests: { salesforce: none, openai: none },
}));

const set = useSetup.setState;
const get = useSetup.getState;
const infoOf = latest<AppInfo>((info) => set({ info }), () => get().info);
const settingsOf = latest<Settings>((settings) => set({ settings }), () => get().settings);
const connectionsOf = latest<ConnectionState[]>((connections) => set({ connections }), () => get().connections);
const testOf = {
  salesforce: latest<ConnectionTest>((test) => putTest("salesforce", test), () => get().tests.salesforce),
  openai: latest<ConnectionTest>((test) => putTest("openai", test), () => get().tests.openai),
};

function putTest(provider: Provider, test: Loadable<ConnectionTest>): void {
  set((now) => ({ tests: { ...now.tests, [provider]: test } }));
}

/** Loads all of it. */
export async function loadSetup(): Promise<void> {
  await Promise.all([
    infoOf.ask(() => backend.appInfo()),
    settingsOf.ask(() => backend.settings()),
    loadConnections(),
  ]);
}

let first: Promise<void> | undefined;

/** Loads all of it once; whoever needs it can wait for that. */
export function setUp(): Promise<void> {
  first ??= loadSetup();
  return first;
}

/** Asks anew whom the app is connected to. */
export function loadConnections(): Promise<void> {
  return connectionsOf.ask(() => backend.connections());
}

/** Signs in for real and tells how that went. */
export async function testConnection(provider: Provider): Promise<void> {
  await testOf[provider].ask(() => backend.testConnection(provider));
}

/** A result that no longer speaks of the present credentials. */
export function dropTest(provider: Provider): void {
  testOf[provider].drop();
}

/**
 * Saves a change. It shows at once; when it is refused, the change is taken back and the refusal
 * is thrown for whoever made it to show.
 */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = get().settings;
  if (!before.value) return;
  const after = { ...before.value, ...change };
  set({ settings: { state: "ready", value: after } });
  try {
    await backend.saveSettings(after);
  } catch (reason) {
    // Another change may have gone through meanwhile: take back only what this one touched.
    const now = get().settings.value ?? before.value;
    const undone = Object.fromEntries(
      Object.keys(change).map((key) => [key, before.value?.[key as keyof Settings]]),
    ) as Partial<Settings>;
    set({ settings: { state: "ready", value: { ...now, ...undone } } });
    throw asProblem(reason);
  }
}

/** The connection to a provider, once it is known. */
export function connectionTo(provider: Provider): ConnectionState | undefined {
  return get().connections.value?.find((connection) => connection.provider === provider);
}

/** Puts the chosen colours on the page; without a choice the system's hold. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
