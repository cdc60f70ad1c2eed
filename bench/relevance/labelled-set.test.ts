import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseFilters } from "../../packages/engine/src/memory/filters.ts";
import { holds } from "../../packages/engine/src/moments/condition.ts";
import { factsOf } from "../../packages/engine/src/moments/facts.ts";
import { stemOf, wordsOf } from "../../packages/engine/src/moments/tokens.ts";
import { sharedMediaFolder } from "../../tests/kit/media.ts";
import { type LabelledSet, loadLabelledSet, SENSED_KINDS, TOLD_KINDS } from "./labelled-set.ts";
import { isHit } from "./score.ts";

const media = sharedMediaFolder();
let set: LabelledSet;

beforeAll(async () => {
  set = await loadLabelledSet();
});

describe("the labelled set", () => {
  it("asks enough of each kind, and for what does not exist", () => {
    expect(set.queries.length).toBeGreaterThanOrEqual(70);
    expect(new Set(set.queries.map(({ id }) => id)).size).toBe(set.queries.length);
    for (const kind of [...SENSED_KINDS, ...TOLD_KINDS])
      expect(set.queries.filter((query) => query.kind === kind).length, kind).toBeGreaterThanOrEqual(8);
    expect(set.queries.filter(({ truth }) => truth.length === 0).length).toBeGreaterThanOrEqual(5);
  });

  it("has its right answers in videos that it lists, in the collection that is asked", () => {
    const collections = new Map(set.videos.map(({ path, collection }) => [path, collection]));
    for (const { id, collection, truth, videos = [] } of set.queries) {
      for (const { video, start, end } of truth) {
        expect(collections.get(video), id).toBe(collection);
        expect(end, id).toBeGreaterThan(start);
        expect(start, id).toBeGreaterThanOrEqual(0);
      }
      for (const video of videos) expect(collections.get(video), id).toBe(collection);
    }
    for (const { video } of set.indexes) expect(collections.get(video)).toBe("library");
  });

  it("says of every query how its truth was found", () => {
    for (const { id, checked, from } of set.queries) {
      expect(checked.length, id).toBeGreaterThan(10);
      expect(from.length, id).toBeGreaterThan(0);
    }
  });

  it("has the same truth in filters as in the indexes that it tells", () => {
    for (const { id, kind, filters, truth } of set.queries) {
      if (kind !== "filter") continue;
      const condition = parseFilters(filters!)!;
      const told = set.indexes.flatMap(({ video, moments }) =>
        moments
          .filter(({ labels = [], metadata = {} }) => holds(condition, factsOf({ labels, metadata })))
          .map(({ start, end }) => ({ video, start, end })),
      );
      expect(told.length, id).toBe(truth.length);
      for (const place of told)
        expect(
          truth.some((right) => isHit(place, right)),
          id,
        ).toBe(true);
    }
  });
});

describe.skipIf(!media)("the labelled set beside its media", () => {
  it("lists videos and subtitles that exist", () => {
    for (const { path, subtitles } of set.videos) {
      if (!path.startsWith("made/")) expect(existsSync(join(media!, path)), path).toBe(true);
      const file = subtitles && subtitleFile(subtitles.file);
      if (file) expect(existsSync(file), file).toBe(true);
    }
  });

  it("paraphrases without one word of what is said in the video", async () => {
    for (const { id, kind, query = "", truth } of set.queries) {
      if (kind !== "paraphrase") continue;
      for (const video of new Set(truth.map((place) => place.video))) {
        const said = new Set(wordsOf(await transcriptOf(video)).map(stemOf));
        expect(said.size, video).toBeGreaterThan(10);
        const shared = wordsOf(query).filter((word) => said.has(stemOf(word)));
        expect(shared, `${id}: ${query}`).toEqual([]);
      }
    }
  });
});

function subtitleFile(file: string): string | null {
  if (file.startsWith("bench:")) return join(import.meta.dirname, file.slice(6));
  return file.startsWith("media:") ? join(media!, file.slice(6)) : null;
}

/** All that is said in a video, times and numbers of subtitles included. */
async function transcriptOf(path: string): Promise<string> {
  const { subtitles, heard } = set.videos.find((video) => video.path === path)!;
  if (!subtitles) return heard ?? "";
  const file = subtitleFile(subtitles.file);
  if (file) return readFile(file, "utf8");
  const folder = join(media!, "speech/fleurs");
  const texts = (await readdir(folder)).filter((name) => name.endsWith(".txt"));
  return (await Promise.all(texts.map((name) => readFile(join(folder, name), "utf8")))).join("\n");
}
