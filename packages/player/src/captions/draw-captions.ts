import { type CueSettings, placeCue } from "./cue-place.ts";

/**
 * Draws the cues that are due in an element, in place of the browser: which lays them out over the whole video, part of
 * which may be out of sight, under the controls, and anew with each cue.
 * @returns what ends it.
 */
export function drawCaptions(video: HTMLVideoElement, element: HTMLElement): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const watched = new WeakSet<TextTrack>();
  const draw = () => {
    const cues = [...video.textTracks].filter(isShowing).flatMap((track) => [...(track.activeCues ?? [])]);
    const boxes = cues.flatMap((cue) => ("getCueAsHTML" in cue ? [boxOf(cue as VTTCue)] : []));
    element.replaceChildren(...boxes);
  };
  const watch = () => {
    for (const track of video.textTracks) {
      if (!watched.has(track)) track.addEventListener("cuechange", draw, { signal });
      watched.add(track);
    }
    draw();
  };
  for (const type of ["addtrack", "removetrack", "change"]) {
    video.textTracks.addEventListener(type, watch, { signal });
  }
  watch();
  return () => {
    ended.abort();
    element.replaceChildren();
  };
}

const isShowing = ({ kind, mode }: TextTrack): boolean =>
  mode === "showing" && (kind === "subtitles" || kind === "captions");

function boxOf(cue: VTTCue): HTMLElement {
  const { left, width, top, shift, align } = placeCue(cue as CueSettings);
  const box = document.createElement("div");
  const text = document.createElement("span");
  // A fragment of the browser's own making: it holds no more than WebVTT knows.
  text.append(cue.getCueAsHTML());
  box.append(text);
  Object.assign(box.style, { marginLeft: `${left}%`, width: `${width}%`, textAlign: align });
  if (top !== null) {
    Object.assign(box.style, { position: "absolute", top: `${top}%`, transform: `translateY(-${shift}%)` });
  }
  return box;
}
