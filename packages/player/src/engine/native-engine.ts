import { explain } from "../failure.ts";
import type { Engine, EngineRequest } from "./engine.ts";

/** Plays a stream with the browser's own HLS: it neither tells date ranges nor lets one choose a rendition. */
export function playNatively({ video, url, startAt, onFailure }: EngineRequest): Engine {
  const ended = new AbortController();
  const { signal } = ended;
  const destroy = () => {
    if (signal.aborted) return;
    ended.abort();
    video.removeAttribute("src");
    video.load();
  };
  const failed = async () => {
    const found = await explain(url, signal);
    if (!signal.aborted) onFailure(found);
  };
  video.addEventListener("error", failed, { signal, once: true });
  if (startAt !== undefined) {
    const start = () => {
      video.currentTime = startAt;
    };
    video.addEventListener("loadedmetadata", start, { signal, once: true });
  }
  video.src = url;
  return { destroy };
}
