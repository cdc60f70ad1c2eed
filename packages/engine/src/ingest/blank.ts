import { writeFile } from "node:fs/promises";
import type { JobView } from "../api/jobs.ts";
import type { VideoService, VideoView } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import type { Catalog } from "../seams/catalog.ts";

/** Collection of the video that is blank. */
const BLANK_COLLECTION = "blank";
const NAME = "blank";
/** Seconds that it lasts. */
const SECONDS = 60;
const RATE = 48_000;
const CHANNELS = 2;
const BYTES_PER_SAMPLE = 2;

/**
 * Makes a video that shows black and says nothing, for gaps, when somebody first asks for it: a file of silence is
 * taken in as any sound is, and a black picture stands in.
 * @param path where that file may lie until it is taken in.
 */
export function createBlank(parts: {
  readonly catalog: Pick<Catalog, "collection" | "insertCollection" | "videosNamed">;
  readonly videos: Pick<VideoService, "ingest" | "get">;
  readonly ended: (job: string) => Promise<JobView>;
  readonly path: string;
  readonly now: () => number;
}): () => Promise<VideoView> {
  const { catalog, videos, ended, path, now } = parts;
  let making: Promise<VideoView> | undefined;

  const find = async (): Promise<string | undefined> => {
    const named = await catalog.videosNamed([NAME]);
    return named.find(({ collection, status }) => collection === BLANK_COLLECTION && status === "ready")?.id;
  };

  const make = async (): Promise<VideoView> => {
    const known = await find();
    if (known !== undefined) return videos.get(known);
    if (!(await catalog.collection(BLANK_COLLECTION))) {
      const row = { id: BLANK_COLLECTION, name: BLANK_COLLECTION, createdAt: now() };
      await catalog.insertCollection(row).catch(async (error: unknown) => {
        if (!(await catalog.collection(BLANK_COLLECTION))) throw error;
      });
    }
    await writeFile(path, silentWave());
    const source = { kind: "upload", path, fileName: "blank.wav" } as const;
    const { video, job } = await videos.ingest({ source, collection: BLANK_COLLECTION, name: NAME });
    const { status, error } = await ended(job.id);
    if (status === "done") return videos.get(video.id);
    const message = `No blank video could be made: ${error?.message ?? status}`;
    throw new CutstreamError("encoder_failed", message);
  };

  return () => {
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
}

/** Silence as a WAVE file of 16-bit samples. */
function silentWave(): Uint8Array {
  const size = SECONDS * RATE * CHANNELS * BYTES_PER_SAMPLE;
  const file = Buffer.alloc(44 + size);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(36 + size, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(CHANNELS, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * CHANNELS * BYTES_PER_SAMPLE, 28);
  file.writeUInt16LE(CHANNELS * BYTES_PER_SAMPLE, 32);
  file.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(size, 40);
  return file;
}
