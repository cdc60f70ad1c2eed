import type { Transcoder, Urgency } from "../seams/transcoder.ts";
import type { DoStep } from "./step.ts";
import { traced } from "./traced.ts";

/** Told of each run of an encoder that has ended, failed ones too. */
export type EncoderTime = (seconds: number) => void;

/** A transcoder whose work is traced and timed, and whose encoders' seconds are told. It decides nothing. */
export function observeTranscoder(transcoder: Transcoder, step: DoStep, used: EncoderTime): Transcoder {
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      used((performance.now() - begun) / 1000);
    }
  };
  const encode = <T>(kind: string, urgency: Urgency, work: () => Promise<T>): Promise<T> =>
    step("encode", urgency === "now" ? kind : `${kind} ahead`, () => timed(work));
  return {
    describe: () => transcoder.describe(),
    probe: (path, signal) => traced("probe source", {}, () => transcoder.probe(path, signal)),
    async *normalise(request) {
      const begun = performance.now();
      try {
        yield* transcoder.normalise(request);
      } finally {
        // Copying takes no encoder.
        if (request.video.kind !== "copy") used((performance.now() - begun) / 1000);
      }
    },
    condition: (request) => encode("head", request.urgency, () => transcoder.condition(request)),
    render: (request) => encode("rendered", request.urgency, () => transcoder.render(request)),
    picture: (request) => traced("decode picture", {}, () => transcoder.picture(request)),
    decodePictures: (request) => transcoder.decodePictures(request),
    decodeSound: (request) => transcoder.decodeSound(request),
    encodeSound: (request) => encode("sound", request.urgency, () => transcoder.encodeSound(request)),
    subtitles: (path, signal) => transcoder.subtitles(path, signal),
    close: () => transcoder.close(),
  };
}
