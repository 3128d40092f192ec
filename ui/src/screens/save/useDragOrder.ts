import { type HTMLAttributes, type PointerEvent, type RefObject, useState } from "react";
import type { DragMark } from "./ColumnRow";

interface Drag {
  from: number;
  to: number;
}

/**
 * Reorders the rows of a list by pointer. The system's own drag and drop is not used: on Windows it
 * belongs to files dropped on the window.
 */
export function useDragOrder(list: RefObject<HTMLElement | null>, move: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const over = (y: number): number => {
    const rows = [...(list.current?.children ?? [])];
    const below = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
    return below === -1 ? rows.length - 1 : below;
  };
  const grip = (index: number): HTMLAttributes<HTMLElement> => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: index, to: index });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!drag) return;
      const to = over(event.clientY);
      // Its neighbours come into sight, so that a row can be carried on past the edge.
      for (const near of [to - 1, to + 1]) list.current?.children[near]?.scrollIntoView({ block: "nearest" });
      if (to !== drag.to) setDrag({ ...drag, to });
    },
    onPointerUp: () => {
      if (drag) move(drag.from, drag.to);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  });
  const mark = (index: number): DragMark => {
    if (!drag) return null;
    if (index === drag.from) return "taken";
    if (index !== drag.to) return null;
    return drag.to < drag.from ? "above" : "below";
  };
  return { grip, mark };
}
