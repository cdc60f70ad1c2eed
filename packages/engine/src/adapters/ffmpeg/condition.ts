import type { ChildProcess } from "node:child_process";
import { formatRational } from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import type { ConditionRequest, HeadSettings } from "../../seams/transcoder.ts";
import { captureTool, printed } from "../programs/run.ts";
import { countSamples } from "./count-samples.ts";
import type { Capabilities } from "./describe.ts";
import { pipedMp4, QUIET } from "./input.ts";
import type { Spares } from "./spares.ts";
import { encodeArgs, THREADS } from "./x264-args.ts";

/** A head is less than one GOP; a GOP of this size would be a fault. */
const MAX_OUTPUT = 512 << 20;

/**
 * Encodes a run of frames as one IDR picture and what follows it, as {@link Transcoder.condition} says.
 * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function conditionFrames(
  request: ConditionRequest,
  capabilities: Capabilities,
  spares: Spares,
): Promise<Uint8Array> {
  if (!capabilities.hasX264) {
    throw new CutstreamError("encoder_missing", `${capabilities.ffmpegPath} was built without libx264.`);
  }
  const { first, count, media, signal, urgency, settings } = request;
  const frames = `frames ${first} to ${first + count - 1}`;
  const program = capabilities.ffmpegPath;
  const args = conditionArgs(settings, capabilities);
  const run = (started?: ChildProcess): Promise<Buffer> =>
    captureTool(
      {
        ...{ program, args, input: media, script: frameFilter(request), started, signal, urgency },
        onFailure: (failure) =>
          new CutstreamError("encoder_failed", `ffmpeg could not encode ${frames} of a GOP.`, {
            cause: printed(failure),
          }),
      },
      MAX_OUTPUT,
    );
  const output = await withSpare(urgency === "now" ? spares.take(program, args) : undefined, run);
  // Whoever waits for one head is likely to wait for another: of the same kind, as most of a library is.
  if (urgency === "now") spares.prepare(program, args);
  const made = countSamples(output);
  if (made === count) return output;
  throw new CutstreamError(
    "encoder_failed",
    `ffmpeg made ${made} pictures of ${frames} of a GOP, not ${count}.`,
  );
}

/** What became of a program while it waited is not the head's fault: where it fails, a fresh one is tried. */
async function withSpare<T>(
  spare: ChildProcess | undefined,
  run: (started?: ChildProcess) => Promise<T>,
): Promise<T> {
  if (!spare) return run();
  try {
    return await run(spare);
  } catch (error) {
    if (error instanceof CutstreamError && error.code === "encoder_failed") return run();
    throw error;
  }
}

/** Picks the frames of a head. Pure. */
export function frameFilter({ first, count }: Pick<ConditionRequest, "first" | "count">): string {
  return `select='between(n,${first},${first + count - 1})',setpts=N`;
}

/**
 * Command line of ffmpeg for a head. It says nothing of the head, so that ffmpeg can be started before anybody knows of
 * it: the media comes on standard input, {@link frameFilter} on file descriptor 4. Pure.
 */
function conditionArgs(
  settings: HeadSettings,
  { passthrough, filterFile }: Pick<Capabilities, "passthrough" | "filterFile">,
): readonly string[] {
  const rate = formatRational(settings.frameRate);
  return [
    ...QUIET,
    // Frames are numbered, not timed: what the samples' times are plays no part. Strictness makes the decoder keep
    // to the reordering that the stream may use instead of guessing it from the first few frames.
    ...["-r", rate, "-strict:v", "strict", "-threads", String(THREADS)],
    ...pipedMp4(),
    ...["-map", "0:v:0", filterFile, "pipe:4", ...passthrough],
    ...encodeArgs(settings),
  ];
}
