import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FLICKS_PER_SECOND } from "@cutstream/media";
import { openDiskBlobStore } from "../../packages/engine/src/adapters/disk/disk-blob-store.ts";
import { createFfmpegTranscoder } from "../../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import { ingestVersion } from "../../packages/engine/src/ingest/ingest-version.ts";
import { keys } from "../../packages/engine/src/library/keys.ts";
import { createLibrary } from "../../packages/engine/src/library/library.ts";
import { createMaterial } from "../../packages/engine/src/library/material.ts";
import { createSampleReader } from "../../packages/engine/src/library/sample-reader.ts";
import type { Moment } from "../../packages/engine/src/moments/moment.ts";
import type { Material } from "../../packages/engine/src/seams/analyser.ts";

const { signal } = new AbortController();

/** A film as analysers see it, ingested into a folder of its own, which goes when it is disposed of. */
export interface FilmMaterial extends AsyncDisposable {
  readonly material: Material;
}

/**
 * Ingests a film for an analyser to see.
 * @param shots seconds at which its shots start; where none are given it has no index of shots
 */
export async function filmMaterial(path: string, shots: readonly number[] = []): Promise<FilmMaterial> {
  const folder = await mkdtemp(join(tmpdir(), "film-"));
  const [blobs, transcoder] = [await openDiskBlobStore(join(folder, "blobs")), createFfmpegTranscoder()];
  const sha256 = "0".repeat(64);
  await blobs.put(keys.source(sha256), await readFile(path));
  const source = { path, sha256, size: 1 };
  const id = await ingestVersion({ source, mode: "auto", signal, report: () => {} }, { blobs, transcoder });
  const version = await createLibrary(blobs).version(id);
  const samples = createSampleReader(blobs);
  const found = momentsOfShots(shots, version.manifest.frameCount, version.manifest.frameRate);
  const momentsOf = async (name: string) => (name === "shots" ? found : []);
  return {
    material: createMaterial({ video: "film", version, blobs, samples, transcoder, momentsOf }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Shots that follow each other, their edges on frames. */
function momentsOfShots(
  shots: readonly number[],
  frameCount: number,
  { num, den }: { readonly num: number; readonly den: number },
): Moment[] {
  const edges = [...shots.map((seconds) => Math.round((seconds * num) / den)), frameCount];
  const flicks = (frame: number) => (frame * FLICKS_PER_SECOND * den) / num;
  return shots.map((_, n) => ({
    start: flicks(edges[n] ?? 0),
    end: flicks(edges[n + 1] ?? frameCount),
    text: "",
    language: null,
    labels: [],
    metadata: {},
    detail: null,
  }));
}
