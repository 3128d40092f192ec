import { create } from "zustand";

interface Overlay {
  /** What lies over the window. */
  over: "palette" | "shortcuts" | null;
  /** Files hover over the window. */
  filesHover: boolean;
  /** Something done, worth a line that goes away by itself. */
  said: string | null;
}

export const useOverlay = create<Overlay>(() => ({ over: null, filesHover: false, said: null }));

let fading: ReturnType<typeof setTimeout> | undefined;

/** Says that something is done, for a few seconds. */
export function say(sentence: string): void {
  useOverlay.setState({ said: sentence });
  clearTimeout(fading);
  fading = setTimeout(() => useOverlay.setState({ said: null }), 4000);
}
