import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createScenesAnalyser } from "../../packages/engine/src/adapters/analysers/scenes/scenes-analyser.ts";
import type { Moment } from "../../packages/engine/src/moments/moment.ts";
import { filmMaterial } from "../kit/film-material.ts";
import { sharedMedia } from "../kit/media.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples/media");
const { signal } = new AbortController();

/** Looks at a film that is one shot. */
async function scenesOf(path: string): Promise<readonly Moment[]> {
  await using film = await filmMaterial(path, [0]);
  const warn = (message: string) => expect.fail(message);
  const context = { signal, report: () => {}, warn };
  return (await Array.fromAsync(createScenesAnalyser().analyse(film.material, context))).flat();
}

describe("what is seen", () => {
  it("in a silent film: two men, black and white, from a camera that stands still", async () => {
    const [scene, ...others] = await scenesOf(join(EXAMPLES, "chaplin_1910s.mp4"));
    expect(others).toEqual([]);
    expect(scene).toMatchObject({
      start: 0,
      text: "two people; black and white",
      labels: ["person"],
      metadata: { objects: { person: 2 }, motion: "still" },
    });
  });

  const dog = sharedMedia("video/dog_pexels_854132.mp4");
  it.skipIf(!dog)("on a lawn: a dog, and its face is none", async () => {
    const [scene] = await scenesOf(dog ?? "");
    expect(scene).toMatchObject({
      text: "a dog; mostly green",
      labels: ["dog", "animal"],
      metadata: { objects: { dog: 1 }, faces: 0, colours: ["green"], brightness: "medium" },
    });
  });

  const screencast = sharedMedia("video/screencast_hello.mp4");
  it.skipIf(!screencast)("on a screen: what is written there, and who speaks", async () => {
    const [scene] = await scenesOf(screencast ?? "");
    expect(scene?.labels).toEqual(["person", "face"]);
    for (const line of ["Hello world", "Konsole", "ls /usr", "include", "Favoritos"]) {
      expect(scene?.metadata.ocr).toContain(line);
    }
  });

  const timecode = sharedMedia("video/banana_speech_timecode.mp4");
  it.skipIf(!timecode)("as a burned-in timecode: the one of each still", async () => {
    const [scene] = await scenesOf(timecode ?? "");
    const detail = scene?.detail ?? { stills: [] };
    const { stills } = detail as { stills: { frame: number; texts: { text: string }[] }[] };
    expect(stills).toHaveLength(3);
    for (const { frame, texts } of stills) {
      const two = (number: number) => `${Math.floor(number)}`.padStart(2, "0");
      expect(texts.map(({ text }) => text)).toEqual([`01:00:${two(frame / 30)}:${two(frame % 30)}`]);
    }
  });
});
