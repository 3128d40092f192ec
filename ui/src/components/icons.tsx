/** The strokes of our icons, drawn on a 16 by 16 grid. */
const SHAPES = {
  arrowLeft: "M13 8H3.5M7.5 3.5 3 8l4.5 4.5",
  arrowRight: "M3 8h9.5M8.5 3.5 13 8l-4.5 4.5",
  arrowUp: "M8 13V3.5M3.5 7.5 8 3l4.5 4.5",
  arrowDown: "M8 3v9.5M3.5 8.5 8 13l4.5-4.5",
  chart: "M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6",
  check: "m3 8.5 3.2 3.2L13 4.5",
  checkCircle: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm-2.7 6.4 1.9 1.9 3.6-4",
  chevronDown: "m4 6 4 4 4-4",
  chevronRight: "m6 4 4 4-4 4",
  chevronUp: "m4 10 4-4 4 4",
  circle: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Z",
  contrast: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 0v12.4M8 5l4.6-.6M8 8h6M8 11l4.6.6",
  copy: "M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2m-8-4a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6Z",
  cross: "m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4",
  crossCircle: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM6 6l4 4m0-4-4 4",
  dashCircle: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.2 8h5.6",
  dots: "M3.2 8h.01M8 8h.01M12.8 8h.01",
  external: "M9.5 2.5h4v4m0-4-6 6M6.5 3.5h-3a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1v-3",
  flask: "M6 2h4M6.7 2v4.3L3 12.4A1 1 0 0 0 3.9 14h8.2a1 1 0 0 0 .9-1.6L9.3 6.3V2M4.7 10h6.6",
  folder: "M1.8 4.2a1 1 0 0 1 1-1h3.1l1.5 1.6h5.8a1 1 0 0 1 1 1v6.4a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1v-8Z",
  grip: "M6 3.5h.01M10 3.5h.01M6 8h.01M10 8h.01M6 12.5h.01M10 12.5h.01",
  halfCircle: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 3v6.4a3.2 3.2 0 0 0 0-6.4Z",
  home: "m2 7.6 6-5 6 5M3.8 6.4v6.1a1 1 0 0 0 1 1h6.4a1 1 0 0 0 1-1V6.4M6.6 13.4V9.6h2.8v3.8",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 5.5v3.6M8 5.1h.01",
  key: "M9.8 2.2a4 4 0 1 1-2.9 6.7L6 9.8H4.6v1.4H3.2v1.4l-1 1H1.8v-2l4-4a4 4 0 0 1 4-5.4Zm1 2.9h.01",
  keyboard: "M1.8 5a1 1 0 0 1 1-1h10.4a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1V5Zm2.8 1.8h.01m2.3 0h.01m2.3 0h.01m2.2 0h.01M5.2 9.5h5.6",
  moon: "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7Z",
  pause: "M5.2 3v10M10.8 3v10",
  play: "M4.6 2.8v10.4L13 8 4.6 2.8Z",
  plug: "M6 1.8v3m4-3v3M4 4.8h8v2.7a4 4 0 0 1-8 0V4.8Zm4 6.7v2.7",
  pulse: "M1.5 8.5h3L6.3 3.6l3.2 9 1.9-4.1h3.1",
  retry: "M13.2 3v3.4H9.8M13 6.2A5.6 5.6 0 1 0 13.6 9",
  save: "M8 2v7.5m-3.2-3L8 9.7l3.2-3.2M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2",
  search: "M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6Zm3.5 8.3 3.3 3.3",
  settings: "M2 4.6h7m3.4 0H14M2 11.4h1.6m3.4 0h7M10.7 3a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2ZM5.3 9.8a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2Z",
  sheet: "M3 2.2h10a.8.8 0 0 1 .8.8v10a.8.8 0 0 1-.8.8H3a.8.8 0 0 1-.8-.8V3a.8.8 0 0 1 .8-.8Zm-.8 4h11.6M2.2 10h11.6M6.4 6.2v7.6",
  shield: "M8 1.8 13 3.6v4.2c0 3-2 5.2-5 6.4-3-1.2-5-3.4-5-6.4V3.6l5-1.8Z",
  spark: "M8 1.8 9.5 6.5 14.2 8 9.5 9.5 8 14.2 6.5 9.5 1.8 8l4.7-1.5L8 1.8Z",
  stop: "M3.6 4.4a.8.8 0 0 1 .8-.8h7.2a.8.8 0 0 1 .8.8v7.2a.8.8 0 0 1-.8.8H4.4a.8.8 0 0 1-.8-.8V4.4Z",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm0-3.5V3m0 10v1.5M1.5 8H3m10 0h1.5M3.4 3.4l1.1 1.1m7 7 1.1 1.1m0-9.2-1.1 1.1m-7 7-1.1 1.1",
  trash: "M2.5 4h11M6.2 4V2.6h3.6V4M4 4l.6 9a.8.8 0 0 0 .8.8h5.2a.8.8 0 0 0 .8-.8L12 4M6.7 6.8v4.4m2.6-4.4v4.4",
  warning: "M7.3 2.4 1.6 12.3a.8.8 0 0 0 .7 1.2h11.4a.8.8 0 0 0 .7-1.2L8.7 2.4a.8.8 0 0 0-1.4 0ZM8 6.2v3.2m0 2h.01",
} as const;

export type IconName = keyof typeof SHAPES;

interface IconProps {
  name: IconName;
  size?: number;
  className?: string;
  /** Read out in place of the picture; without it the icon only decorates its text. */
  label?: string;
}

/** An icon in the colour of its text. */
export function Icon({ name, size = 16, className = "", label }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "dots" || name === "grip" ? 2.2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** Something without a known number is under way. */
export function Turning({ size = 16, className = "" }: { size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" className={`turn shrink-0 ${className}`} aria-hidden>
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeOpacity="0.25" strokeWidth="1.6" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
