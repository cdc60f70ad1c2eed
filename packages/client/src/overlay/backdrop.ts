/** Pixels across of the small picture that is blurred. */
const WIDTH = 64;

/** What is behind a picture that was given another shape: a colour, or the picture itself, blurred. */
export interface Backdrop {
  readonly element: HTMLElement;
  /** Draws the frame that is up. */
  draw(): void;
}

/** Makes a backdrop for a video: `blur`, or a colour. */
export function createBackdrop(video: HTMLVideoElement, background: string): Backdrop {
  const element = document.createElement("div");
  Object.assign(element.style, { position: "absolute", overflow: "hidden", pointerEvents: "none" });
  if (background !== "blur") {
    element.style.background = background;
    return { element, draw: () => {} };
  }
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  canvas.width = WIDTH;
  // Larger than what is seen of it: a blurred edge would show.
  Object.assign(canvas.style, {
    ...{ position: "absolute", inset: "-10%", width: "120%", height: "120%" },
    ...{ objectFit: "cover", filter: "blur(12px)" },
  });
  element.append(canvas);
  return {
    element,
    draw() {
      if (video.videoWidth === 0) return;
      const height = Math.max(1, Math.round((WIDTH * video.videoHeight) / video.videoWidth));
      if (canvas.height !== height) canvas.height = height;
      context?.drawImage(video, 0, 0, WIDTH, height);
    },
  };
}
