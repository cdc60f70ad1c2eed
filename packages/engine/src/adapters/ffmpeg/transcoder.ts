import type { Transcoder } from "../../seams/transcoder.ts";
import { programMemory } from "../programs/limits.ts";
import { startProgram } from "../programs/run.ts";
import { conditionFrames } from "./condition.ts";
import { decodePictures } from "./decode-pictures.ts";
import { decodeSound } from "./decode-sound.ts";
import { type Capabilities, describeTools } from "./describe.ts";
import { encodeSound } from "./encode-sound.ts";
import type { ToolPaths } from "./locate.ts";
import { normaliseSource } from "./normalise.ts";
import { takePicture } from "./picture.ts";
import { probeSource } from "./probe.ts";
import { renderFrames } from "./render.ts";
import { createSpares } from "./spares.ts";
import { readSubtitles } from "./subtitles.ts";

/**
 * ffmpeg and ffprobe as the engine's {@link Transcoder}, any release since 4.1. They run as separate processes, one a
 * call, and are looked for when first needed; what was found is kept, that nothing was found is not.
 * @throws CutstreamError `encoder_missing` where their limit of memory is none
 */
export function createFfmpegTranscoder(paths: ToolPaths = {}): Transcoder {
  // Nonsense in the configuration is to show at the start.
  programMemory();
  let found: Promise<Capabilities> | undefined;
  const describe = () => {
    found ??= describeTools(paths).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  const spares = createSpares({
    // A pipe for the media and one for the filter, both to be filled later.
    start: (program, args) => startProgram({ program, args, input: new Uint8Array(), script: "" }),
  });
  return {
    describe,
    async probe(path, signal) {
      return probeSource((await describe()).ffprobePath, path, signal);
    },
    async *normalise(request) {
      yield* normaliseSource(request, await describe());
    },
    async condition(request) {
      return conditionFrames(request, await describe(), spares);
    },
    async render(request) {
      return renderFrames(request, await describe());
    },
    async picture(request) {
      return takePicture(request, await describe());
    },
    async *decodePictures(request) {
      yield* decodePictures(request, await describe());
    },
    async *decodeSound(request) {
      yield* decodeSound(request, await describe());
    },
    async encodeSound(request) {
      return encodeSound(request, await describe());
    },
    async subtitles(path, signal) {
      return readSubtitles(path, await describe(), signal);
    },
    close: () => spares.close(),
  };
}
