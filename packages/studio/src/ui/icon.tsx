/** @jsxImportSource preact */

/** Lines on a field of 16 by 16. */
const PATHS = {
  add: "M8 3v10M3 8h10",
  analyse: "M2 8h2l2-5 3 10 2-5h3",
  auto: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  back: "M10 3 5 8l5 5",
  brand: "M2 4.5h6M2 8h12M8 11.5h6M10 3v3M6 10v3",
  close: "m4 4 8 8M12 4l-8 8",
  copy: "M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3",
  dark: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  delete: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5M6.8 7v3.5M9.2 7v3.5",
  error: "M8 2 1.5 13.5h13zM8 6.5v3M8 11.5v.2",
  folder: "M2 4h4l1.5 1.5H14v7.5H2z",
  frameBack: "M10.5 4v8L5 8zM12.5 4v8",
  frameForth: "M5.5 4v8L11 8zM3.500 4v8",
  higher: "M8 13V4M4.5 7 8 3.500 11.500 7",
  keyboard: "M1.500 4h13v8.500h-13zM4 6.500h.2M6.600 6.500h.2M9.200 6.500h.2M11.800 6.500h.2M5 10h6",
  library: "M2 3h5v4.5H2zM9 3h5v4.5H9zM2 9.5h5V13H2zM9 9.5h5V13H9z",
  light:
    "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
  link: "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.5L4.5 7",
  lower: "M8 3v9M4.5 9 8 12.500 11.500 9",
  minus: "M3 8h10",
  moveBack: "M8 8H2M4.500 5.500 2 8l2.500 2.500M10 3.500h4v9h-4z",
  moveForth: "M8 8h6M11.500 5.500 14 8l-2.500 2.500M2 3.500h4v9H2z",
  next: "M3 3.500v9L9.500 8zM12.500 3.500v9",
  ok: "m3 8.5 3.5 3.5L13 4.5",
  pause: "M5 3v10M11 3v10",
  play: "M4.5 2.5v11l9-5.5z",
  previous: "M13 3.500v9L6.500 8zM3.500 3.500v9",
  reels: "M2 13.5h12M4 11V7.5M7 11V4M10 11V6M13 11V2.500",
  redo: "M13 6.500H6.500a3.500 3.500 0 0 0 0 7H9M10 3.500l3 3-3 3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5 14 14",
  split: "M8 1.500v13M2 5h3.500v6H2M14 5h-3.500v6H14",
  timeline: "M2 4h7M2 8h12M6 12h8M4.5 2v12",
  trimIn: "M4.500 2.500H7M4.500 2.500v11M4.500 13.500H7M13 8H8M10 5.500 7.500 8l2.500 2.500",
  trimOut: "M11.500 2.500H9M11.500 2.500v11M11.500 13.500H9M3 8h5M6 5.500 8.500 8 6 10.500",
  undo: "M3 6.500h6.500a3.500 3.500 0 0 1 0 7H7M6 3.500l-3 3 3 3",
  upload: "M8 10.5V2.5M4.8 5.5 8 2.3l3.2 3.2M2.5 10v3.5h11V10",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture of a few lines, for eyes alone: say in text or in a label what it means. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
