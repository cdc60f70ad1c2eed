import Hls from "hls.js";
import { failure } from "../failure.ts";
import type { Engine, EngineRequest } from "./engine.ts";
import { playWithHls } from "./hls-engine.ts";
import { playNatively } from "./native-engine.ts";

/**
 * Plays a stream: with hls.js where the browser has Media Source, else with its own HLS (then without overlays).
 * @returns undefined where it can do neither: `onFailure` was told.
 */
export function startEngine(request: EngineRequest): Engine | undefined {
  if (Hls.isSupported()) return playWithHls(request);
  if (request.video.canPlayType("application/vnd.apple.mpegurl")) return playNatively(request);
  request.onFailure(failure("browser_unsupported", "Try a current Chrome, Edge, Firefox or Safari."));
  return undefined;
}
