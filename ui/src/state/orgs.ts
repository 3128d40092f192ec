import { create } from "zustand";
import type { OrgProfile } from "../bindings";
import { backend } from "../platform/backend";
import { foresee } from "./draft";
import { latest, none, type Loadable } from "./loadable";
import { dropTest, loadConnections, testConnection } from "./setup";

interface Orgs {
  orgs: Loadable<OrgProfile[]>;
}

/** The Salesforce orgs that the app knows. */
export const useOrgs = create<Orgs>(() => ({ orgs: none }));

const orgsOf = latest<OrgProfile[]>(
  (orgs) => useOrgs.setState({ orgs }),
  () => useOrgs.getState().orgs,
);

/** Asks anew which orgs are known. */
export function loadOrgs(): Promise<void> {
  return orgsOf.ask(() => backend.listOrgs());
}

/** Everything that hangs on which org is active, asked anew. */
export async function orgChanged(): Promise<void> {
  dropTest("salesforce");
  await Promise.all([loadOrgs(), loadConnections()]);
  // A run being prepared may be able to start now, or no longer.
  foresee();
}

/** As {@link orgChanged}, after a sign-in: what it is good for is tried at once. */
export async function orgSignedIn(): Promise<void> {
  await orgChanged();
  await testConnection("salesforce");
}
