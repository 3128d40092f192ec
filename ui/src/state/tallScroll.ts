/**
 * The tallest thing an engine is asked to scroll. Engines place what they paint by 32-bit floats,
 * which lose single pixels above 16,777,216: beyond that, WebKitGTK paints nothing at all.
 */
const MOST = 8_000_000;
/** At both ends, bar and place move as one, so that the first and the last row are reached exactly. */
const EDGE = 1_000_000;
/** How far the bar may lag behind its place before it is set right. */
const SLACK = 200_000;

/**
 * A scroll bar for something taller than can be scrolled. Small steps move what is seen pixel by
 * pixel; large ones, as by dragging the bar, move it in proportion. Up to {@link MOST} the two are
 * the same and this does nothing.
 */
export class TallScroll {
  #tall = 0;
  #view = 0;
  #bar = 0;
  /** What must be taken off a place to know where to draw it. */
  shift = 0;

  /** How tall the thing is, and how much of it is seen. */
  resize(tall: number, view: number): void {
    this.#tall = tall;
    this.#view = view;
    if (tall <= MOST) this.shift = 0;
  }

  /** How tall the thing is made for the engine. */
  get height(): number {
    return scrollable(this.#tall);
  }

  get #end(): number {
    return Math.max(this.#tall - this.#view, 0);
  }

  get #barEnd(): number {
    return Math.max(this.height - this.#view, 0);
  }

  get #ratio(): number {
    return (this.#end - 2 * EDGE) / (this.#barEnd - 2 * EDGE);
  }

  #barAt(place: number): number {
    if (this.#tall <= MOST || place <= EDGE) return place;
    if (place >= this.#end - EDGE) return this.#barEnd - (this.#end - place);
    return Math.round(EDGE + (place - EDGE) / this.#ratio);
  }

  #placeAt(bar: number): number {
    if (this.#tall <= MOST || bar <= EDGE) return bar;
    if (bar >= this.#barEnd - EDGE) return this.#end - (this.#barEnd - bar);
    return Math.round(EDGE + (bar - EDGE) * this.#ratio);
  }

  /** The bar was moved. Tells the place now seen, and where the bar should stand for it. */
  moved(bar: number): { place: number; bar: number } {
    const small = Math.abs(bar - this.#bar) < this.#view;
    const place = small ? Math.min(Math.max(bar + this.shift, 0), this.#end) : this.#placeAt(bar);
    const due = this.#barAt(place);
    const atAnEnd = bar < EDGE / 2 || bar > this.#barEnd - EDGE / 2;
    const stands = atAnEnd || Math.abs(due - bar) > SLACK ? due : bar;
    this.shift = this.#tall <= MOST ? 0 : place - stands;
    this.#bar = stands;
    return { place, bar: stands };
  }

  /** Goes to a place; tells where the bar must be put. */
  seek(place: number): number {
    const there = Math.min(Math.max(place, 0), this.#end);
    const bar = this.#barAt(there);
    this.shift = there - bar;
    this.#bar = bar;
    return bar;
  }

  /** The place seen now. */
  get place(): number {
    return this.#bar + this.shift;
  }
}

/** As much of a height as an engine can scroll. */
export function scrollable(tall: number): number {
  return Math.min(tall, MOST);
}
