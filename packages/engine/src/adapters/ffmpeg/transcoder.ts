import type { Transcoder } from "../../seams/transcoder.ts";
import { type Capabilities, describeTools } from "./describe.ts";
import type { ToolPaths } from "./locate.ts";
import { normaliseSource } from "./normalise.ts";
import { probeSource } from "./probe.ts";

export function createFfmpegTranscoder(paths: ToolPaths = {}) {
  let described: Promise<Capabilities> | undefined;
  const describe = () => {
    described ??= describeTools(paths).catch((error: unknown) => {
      described = undefined;
      throw error;
    });
    return described;
  };
  return {
    describe,
    async probe(path, signal) {
      const { ffprobePath } = await describe();
      return probeSource(ffprobePath, path, signal);
    },
    async *normalise(request) {
      yield* normaliseSource(request, await describe());
    },
  } satisfies Partial<Transcoder>;
}
