import { useVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { scrollable, TallScroll } from "../../state/tallScroll";

type Grid = Virtualizer<HTMLDivElement, Element>;

interface TallRows {
  items: VirtualItem[];
  /** How tall the engine is told the rows are. */
  height: number;
  /** Where, in that height, the first of the items is drawn. */
  top: number;
  /** Scrolls a row into view. */
  reveal: (index: number) => void;
}

/** The rows in sight among any number of them. Header and rows are equally tall. */
export function useTallRows(box: RefObject<HTMLDivElement | null>, total: number, rowHeight: number): TallRows {
  const scroll = useRef(new TallScroll());
  const tell = useRef<(place: number) => void>(() => undefined);
  const [shift, setShift] = useState(0);
  const tall = (total + 1) * rowHeight;

  const observeElementOffset = useCallback(
    (grid: Grid, hear: (offset: number, isScrolling: boolean) => void) => {
      const element = grid.scrollElement;
      if (!element) return undefined;
      tell.current = (at) => hear(at, false);
      const moved = () => {
        const now = scroll.current.moved(element.scrollTop);
        // At once: a frame drawn with the bar moved and the rows not yet would be empty.
        flushSync(() => setShift(scroll.current.shift));
        if (element.scrollTop !== now.bar) element.scrollTop = now.bar;
        hear(now.place, false);
      };
      element.addEventListener("scroll", moved, { passive: true });
      return () => element.removeEventListener("scroll", moved);
    },
    [],
  );

  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    observeElementOffset,
  });

  const view = virtual.scrollRect?.height ?? 0;
  useEffect(() => scroll.current.resize(tall, view), [tall, view]);

  const reveal = useCallback(
    (index: number) => {
      const element = box.current;
      if (!element) return;
      const from = scroll.current.place;
      const seen = element.clientHeight - rowHeight;
      const top = index * rowHeight;
      if (top >= from && top + rowHeight <= from + seen) return;
      const to = top < from ? top : top + rowHeight - seen;
      element.scrollTop = scroll.current.seek(to);
      setShift(scroll.current.shift);
      tell.current(scroll.current.place);
    },
    [box, rowHeight],
  );

  const items = virtual.getVirtualItems();
  return { items, height: scrollable(tall) - rowHeight, top: (items[0]?.start ?? 0) - shift, reveal };
}
