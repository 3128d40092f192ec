import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { actions } from "./actions";
import { listenForShortcuts } from "./actions/shortcuts";
import { App } from "./App";
import { begin } from "./state/follow";
import "./styles/app.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has lost its #root");

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

listenForShortcuts(actions);
void begin();

// A window is no web page: dropping a link or a text on it must not navigate away.
for (const kind of ["dragover", "drop"] as const) {
  window.addEventListener(kind, (event) => event.preventDefault());
}
