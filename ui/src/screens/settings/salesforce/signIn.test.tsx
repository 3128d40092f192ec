import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { App } from "../../../App";
import type { OrgProfile, SignInState } from "../../../bindings";
import { go } from "../../../state/navigation";
import { loadSetup } from "../../../state/setup";
import { useSignIn } from "../../../state/signIn";
import { connections } from "../../../testing/samples";
import { begin, onTheWire } from "../../../testing/wire";

beforeEach(begin);

const KEY = "3MVG9.key";
const ADDRESS = "https://login.salesforce.com/services/oauth2/authorize?client_id=3MVG9.key&state=s";
const started = { handle: "h1", address: ADDRESS, listens: true, seconds: 300 };
const waiting: SignInState = { phase: "waiting", seconds_left: 247, problem: null, org: null };
const acme: OrgProfile = {
  id: "o1",
  name: "acme",
  login: "https://login.salesforce.com",
  consumer_key: KEY,
  method: "browser",
  url: "https://acme.my.salesforce.com/",
  username: "ada@acme.com",
  active: true,
  signed_in: true,
};
const nobody = () => connections.map((each) => ({ ...each, connected: false, url: "", method: "", kept_in: "" }));

async function settings() {
  render(<App />);
  go({ at: "settings" });
  await loadSetup();
  await screen.findByTestId("sign-in");
}

async function beginSignIn() {
  await userEvent.type(screen.getByTestId("sign-in-key"), KEY);
  await userEvent.click(screen.getByTestId("sign-in"));
  await screen.findByTestId("sign-in-waiting");
}

describe("signing in by browser", () => {
  test("opens the browser, waits, and tells how it went", async () => {
    let state = waiting;
    const asked = onTheWire({
      connections: nobody,
      begin_sign_in: () => started,
      sign_in_state: () => state,
      test_connection: () => ({ ok: true, sentence: "Connected to acme.", details: [] }),
    });
    await settings();
    await beginSignIn();
    expect(asked.find(({ command }) => command === "begin_sign_in")?.args).toEqual({
      form: { login: "production", consumer_key: KEY, org: "" },
    });
    await waitFor(() => expect(asked.find(({ command }) => command === "open_url")?.args).toEqual({ url: ADDRESS }));
    expect(await screen.findByText(/4:07/)).toBeInTheDocument();
    state = { phase: "signed_in", seconds_left: 0, problem: null, org: acme };
    expect(await screen.findByTestId("test-result-salesforce", {}, { timeout: 3000 })).toHaveTextContent("Connected to acme.");
    expect(screen.queryByTestId("sign-in-waiting")).toBeNull();
  });

  test("explains what the browser may show, and takes a pasted address", async () => {
    const asked = onTheWire({ connections: nobody, begin_sign_in: () => started, sign_in_state: () => waiting });
    await settings();
    await beginSignIn();
    await userEvent.click(screen.getByTestId("what-do-you-see"));
    await userEvent.click(await screen.findByTestId("browser-page-blocked"));
    expect(await screen.findByText(/never leads back/)).toBeInTheDocument();
    const landing = "http://localhost:17417/callback?code=aPrx-code&state=s";
    await userEvent.type(screen.getByTestId("sign-in-paste"), landing);
    await userEvent.click(screen.getByTestId("use-pasted"));
    await waitFor(() =>
      expect(asked.find(({ command }) => command === "paste_sign_in")?.args).toEqual({ handle: "h1", address: landing }),
    );
    await waitFor(() => expect(screen.getByTestId("sign-in-paste")).toHaveValue(""));
    expect(document.documentElement.outerHTML + JSON.stringify(useSignIn.getState())).not.toContain("aPrx-code");
  });

  test("can be cancelled, and says why it failed", async () => {
    let state = waiting;
    const asked = onTheWire({ connections: nobody, begin_sign_in: () => started, sign_in_state: () => state });
    await settings();
    await beginSignIn();
    await userEvent.click(screen.getByTestId("cancel-sign-in"));
    expect(await screen.findByTestId("sign-in")).toBeInTheDocument();
    expect(asked.find(({ command }) => command === "cancel_sign_in")?.args).toEqual({ handle: "h1" });
    state = { phase: "failed", seconds_left: 0, problem: { code: "no_answer", message: "Nothing came back." }, org: null };
    await userEvent.click(screen.getByTestId("sign-in"));
    expect(await screen.findByTestId("sign-in-problem", {}, { timeout: 3000 })).toHaveTextContent("Nothing came back.");
  });

  test("asks for what is missing", async () => {
    const asked = onTheWire({ connections: nobody });
    await settings();
    await userEvent.click(screen.getByTestId("sign-in-place-my_domain"));
    await userEvent.click(screen.getByTestId("sign-in"));
    expect(screen.getByText(/My Domain address\./)).toBeInTheDocument();
    expect(screen.getByText(/Enter the consumer key/)).toBeInTheDocument();
    expect(asked.some(({ command }) => command === "begin_sign_in")).toBe(false);
  });
});

describe("orgs", () => {
  test("one is in use, another can be, and a sign-out says what it does", async () => {
    const uat: OrgProfile = { ...acme, id: "o2", name: "acme--uat", active: false };
    const asked = onTheWire({ list_orgs: () => [acme, uat] });
    render(<App />);
    go({ at: "settings" });
    await loadSetup();
    await userEvent.click(await screen.findByTestId("use-org"));
    await waitFor(() => expect(asked.find(({ command }) => command === "switch_org")?.args).toEqual({ org: "o2" }));
    const [first] = screen.getAllByTestId("sign-out-org");
    if (first) await userEvent.click(first);
    expect(await screen.findByText(/Salesforce is told to end the sign-in/)).toBeInTheDocument();
    await userEvent.click(screen.getByTestId("answer-yes"));
    await waitFor(() => expect(asked.find(({ command }) => command === "sign_out_org")?.args).toEqual({ org: "o1" }));
  });

  test("those of the Salesforce command line are offered", async () => {
    const asked = onTheWire({
      connections: nobody,
      sf_sign_ins: () => ({ installed: true, orgs: [{ username: "ada@acme.com", alias: "prod", url: "https://acme.my.salesforce.com" }] }),
    });
    await settings();
    expect(await screen.findByText("prod, ada@acme.com")).toBeInTheDocument();
    await userEvent.click(screen.getByTestId("use-sf"));
    await waitFor(() =>
      expect(asked.find(({ command }) => command === "choose_sf_sign_in")?.args).toEqual({ username: "ada@acme.com" }),
    );
  });
});
