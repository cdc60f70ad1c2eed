import { attachOverlay } from "cutstream/overlay";
import Hls, { type ErrorData } from "hls.js";
import { drawCaptions } from "../captions/draw-captions.ts";
import { explain, type Failure, failure } from "../failure.ts";
import type { RenditionList } from "../renditions.ts";
import type { Engine, EngineRequest } from "./engine.ts";

/** Plays a stream with hls.js, with its overlays. */
export function playWithHls(request: EngineRequest): Engine {
  const { video, stage, captions, url, startAt, workerPath, cmcd, renditions, onSchedule, onFailure } =
    request;
  const hls = new Hls({
    enableDateRangeMetadataCues: false,
    startFragPrefetch: true,
    ...(startAt === undefined ? {} : { startPosition: startAt }),
    ...(workerPath === undefined ? {} : { workerPath }),
    ...(cmcd === undefined ? {} : { cmcd }),
  });
  const overlay = attachOverlay({ video, container: stage, player: hls, onSchedule });
  const endRenditions = offerRenditions(hls, renditions);
  const endCaptions = showCaptions(video, stage, captions);
  const ended = new AbortController();
  const destroy = () => {
    if (ended.signal.aborted) return;
    ended.abort();
    endRenditions();
    endCaptions();
    overlay.detach();
    hls.destroy();
  };
  let mended = false;
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !mended) {
      mended = true;
      hls.recoverMediaError();
      return;
    }
    hls.stopLoad();
    failureOf(data, url, ended.signal).then((found) => {
      if (!ended.signal.aborted) onFailure(found);
    });
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return { destroy };
}

async function failureOf(data: ErrorData, url: string, signal: AbortSignal): Promise<Failure> {
  if (data.type === Hls.ErrorTypes.NETWORK_ERROR) return explain(data.frag?.url ?? data.url ?? url, signal);
  return failure("media_undecodable", `The player says: ${data.details}.`);
}

/** Draws captions, but for an iPhone's own full screen: nothing of ours is seen there. @returns what ends it. */
function showCaptions(video: HTMLVideoElement, stage: HTMLElement, captions: HTMLElement): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const mark = (ours: boolean) => stage.classList.toggle("captioned", ours);
  mark(true);
  video.addEventListener("webkitbeginfullscreen", () => mark(false), { signal });
  video.addEventListener("webkitendfullscreen", () => mark(true), { signal });
  const endDrawing = drawCaptions(video, captions);
  return () => {
    ended.abort();
    endDrawing();
    mark(false);
  };
}

/** Keeps the list of renditions that of hls.js, and hls.js at the one that is chosen. @returns what ends it. */
function offerRenditions(hls: Hls, renditions: RenditionList): () => void {
  const list = () => {
    const found = hls.levels.map(({ width, height, bitrate }, n) => ({ id: `${n}`, width, height, bitrate }));
    // Without a size there is nothing to call them by.
    renditions.replace(found.every(({ height }) => height > 0) ? found : []);
  };
  const choose = () => {
    if (hls.levels.length > 0) hls.nextLevel = renditions.selectedIndex;
  };
  hls.on(Hls.Events.MANIFEST_PARSED, list);
  renditions.addEventListener("change", choose);
  return () => {
    hls.off(Hls.Events.MANIFEST_PARSED, list);
    renditions.removeEventListener("change", choose);
    renditions.replace([]);
  };
}
