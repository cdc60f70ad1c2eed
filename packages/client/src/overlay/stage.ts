import { type Backdrop, createBackdrop } from "./backdrop.ts";
import { type Box, layOut } from "./geometry.ts";
import { createLayer } from "./layer.ts";
import type { Schedule, Window } from "./schedule.ts";
import type { State } from "./state-at.ts";

/** A video with what is drawn over and around it. */
export interface Stage {
  setSchedule(schedule: Schedule): void;
  draw(state: State): void;
  /** Leaves the page as it was. */
  remove(): void;
}

/** Styles of the video that a reframe sets, and gives back. */
const STYLES = ["position", "left", "top", "width", "height", "maxWidth", "objectFit", "clipPath"] as const;

/**
 * Sets up a stage in a container that the video lies in. Nothing of the video's own style is touched unless its picture
 * is given another shape.
 * @param resized told when everything must be drawn again.
 */
export function createStage(video: HTMLVideoElement, container: HTMLElement, resized: () => void): Stage {
  const layer = createLayer();
  const child = childOf(container, video);
  const styles = Object.fromEntries(STYLES.map((name) => [name, video.style[name]]));
  const positioned = container.style.position;
  if (getComputedStyle(container).position === "static") container.style.position = "relative";
  child.after(layer.element);

  let frame: Schedule["frame"] = null;
  let backdrop: Backdrop | undefined;
  /** The window that the picture is laid out for; undefined: not yet, or not for this size. */
  let laidOut: Window | undefined;
  const onResize = () => {
    laidOut = undefined;
    resized();
  };
  const sizes = new ResizeObserver(onResize);
  sizes.observe(container);
  sizes.observe(video);
  video.addEventListener("resize", onResize);

  const setFrame = (next: Schedule["frame"]) => {
    if (next?.background !== frame?.background) {
      backdrop?.element.remove();
      backdrop = next ? createBackdrop(video, next.background) : undefined;
      if (backdrop) child.before(backdrop.element);
    }
    if (frame && !next) Object.assign(video.style, styles);
    frame = next;
  };

  const place = (window: Window) => {
    const around = container.getBoundingClientRect();
    const aspect = video.videoWidth / video.videoHeight || 16 / 9;
    if (!frame) {
      const own = video.getBoundingClientRect();
      const room = { width: own.width, height: own.height };
      const within = layOut(room, aspect, null, window).frame;
      const left = own.left - around.left - container.clientLeft + within.left;
      const top = own.top - around.top - container.clientTop + within.top;
      setBox(layer.element, snap({ ...within, left, top }));
      return;
    }
    const room = { width: container.clientWidth, height: container.clientHeight };
    const layout = layOut(room, aspect, frame, window);
    const seen = snap(layout.frame);
    const picture = snap(layout.picture);
    setBox(layer.element, seen);
    if (backdrop) setBox(backdrop.element, seen);
    setBox(video, picture);
    const style = { position: "absolute", maxWidth: "none", objectFit: "fill" };
    Object.assign(video.style, style, { clipPath: inset(picture, seen) });
  };

  return {
    setSchedule(schedule) {
      laidOut = undefined;
      setFrame(schedule.frame);
      layer.setItems(schedule.items);
    },
    draw({ window, items }) {
      if (!laidOut || !sameWindow(laidOut, window)) place(window);
      laidOut = window;
      layer.draw(items);
      backdrop?.draw();
    },
    remove() {
      sizes.disconnect();
      video.removeEventListener("resize", onResize);
      setFrame(null);
      layer.element.remove();
      container.style.position = positioned;
    },
  };
}

const sameWindow = (a: Window, b: Window): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** The child of the container that the video is, or is in. */
function childOf(container: HTMLElement, video: HTMLVideoElement): Element {
  const child = [...container.children].find((one) => one.contains(video));
  if (!child) throw new TypeError("The video must lie in the container.");
  return child;
}

/** Puts edges on whole pixels: those of two boxes that touch would otherwise show a seam. */
function snap({ left, top, width, height }: Box): Box {
  const [x, y] = [Math.round(left), Math.round(top)];
  return { left: x, top: y, width: Math.round(left + width) - x, height: Math.round(top + height) - y };
}

function setBox(element: HTMLElement, box: Box): void {
  for (const name of ["left", "top", "width", "height"] as const) {
    const value = `${box[name]}px`;
    if (element.style[name] !== value) element.style[name] = value;
  }
}

/** What of the picture lies outside the frame is cut off. */
function inset(picture: Box, frame: Box): string {
  const sides = [
    frame.top - picture.top,
    picture.left + picture.width - frame.left - frame.width,
    picture.top + picture.height - frame.top - frame.height,
    frame.left - picture.left,
  ];
  return `inset(${sides.map((side) => `${Math.max(0, side)}px`).join(" ")})`;
}
