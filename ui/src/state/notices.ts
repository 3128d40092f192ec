import { create } from "zustand";
import { backend } from "../platform/backend";

/** What is to be known of the files that Leadsheet keeps, until it is dismissed. */
export const useNotices = create<{ notices: string[] }>(() => ({ notices: [] }));

/** Shows something until it is dismissed; once, however often it is told. */
export function tellNotice(...told: string[]): void {
  useNotices.setState(({ notices }) => ({ notices: [...new Set([...notices, ...told])] }));
}

/** Takes one away. */
export function dismissNotice(notice: string): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((each) => each !== notice) }));
}

/** Asks what there is to be known. That it cannot be asked is nobody's trouble. */
export async function loadNotices(): Promise<void> {
  try {
    tellNotice(...((await backend.notices()) ?? []));
  } catch {
    // Whatever keeps the window from asking is told where it matters.
  }
}
