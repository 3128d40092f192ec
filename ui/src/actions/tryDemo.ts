import { backend } from "../platform/backend";
import { openWorkbook } from "../state/draft";
import { go } from "../state/navigation";
import type { Action } from "./action";

async function openDemo(leads: number): Promise<void> {
  const demo = await backend.startDemo(leads);
  go({ at: "prepare" });
  await openWorkbook(demo.path);
}

/** Opens a workbook of made-up leads that a sandbox on this machine answers for. */
export const tryDemo: Action = {
  id: "try-demo",
  title: "Try the demo",
  group: "Workbook",
  icon: "spark",
  words: "sample example sandbox 500",
  run: () => openDemo(500),
};

/** The same with as many leads as a large export has. */
export const tryLargeDemo: Action = {
  id: "try-large-demo",
  title: "Try the demo with 50,000 leads",
  group: "Workbook",
  icon: "spark",
  words: "sample example sandbox large big",
  run: () => openDemo(50_000),
};
