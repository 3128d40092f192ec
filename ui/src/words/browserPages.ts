/** What a browser may show during a sign-in, and what that means. */
export interface BrowserPage {
  id: string;
  /** What one sees, in Salesforce's or the browser's own words. */
  seen: string;
  /** What it means and what to do. */
  means: string;
  /** What helps from here. */
  helps: "admin" | "paste" | "again" | null;
}

/** In the order they are met. */
export const BROWSER_PAGES: BrowserPage[] = [
  {
    id: "question",
    seen: "A login page, a code to enter, or “Allow access?”",
    means: "All is well. Sign in as you always do and choose “Allow”; Leadsheet notices by itself.",
    helps: null,
  },
  {
    id: "nothing",
    seen: "Nothing opened, or the page stays empty",
    means: "Open the page again, or copy its address into the browser you use for Salesforce.",
    helps: "again",
  },
  {
    id: "unreachable",
    seen: "“This site can’t be reached”, “localhost refused to connect”, “Unable to connect”",
    means:
      "You are signed in; only the last step did not arrive, as happens behind some company networks or with a browser on another computer. Copy the whole address from the browser’s address bar and paste it below.",
    helps: "paste",
  },
  {
    id: "blocked",
    seen: "OAUTH_APP_BLOCKED: this app is blocked by admin",
    means:
      "An admin has blocked the app in this org. This page never leads back. Ask your admin to unblock it under External Client Apps, OAuth Usage.",
    helps: "admin",
  },
  {
    id: "not-approved",
    seen: "OAUTH_APP_ACCESS_DENIED: user is not admin approved to access this app",
    means:
      "The app is open to chosen users only, and you are not among them yet. Ask your admin to add your profile or permission set to the app’s policies.",
    helps: "admin",
  },
  {
    id: "not-found",
    seen: "OAUTH_EC_APP_NOT_FOUND, OAUTH_APPROVAL_ERROR_GENERIC",
    means:
      "The app is not set up in the org you signed in to. Check that it is the right org: production and sandbox are different ones. If it is, ask your admin to set the app up there.",
    helps: "admin",
  },
  {
    id: "client-id",
    seen: "invalid_client_id: client identifier invalid",
    means:
      "The consumer key is not known there. Check it letter by letter, and Production or Sandbox; a new app takes up to ten minutes to become known.",
    helps: "admin",
  },
  {
    id: "redirect",
    seen: "redirect_uri_mismatch: redirect_uri must match configuration",
    means: "The app lacks Leadsheet’s callback addresses. Ask your admin to add all of them, exactly as listed.",
    helps: "admin",
  },
];
