import { describe, expect, test } from "vitest";
import { CutstreamError } from "../../../errors.ts";
import type { Moment } from "../../../moments/moment.ts";
import type { Material, Picture, PictureFormat } from "../../../seams/analyser.ts";
import { decodeSubjects } from "../../../subjects/subjects-codec.ts";
import type { Looker } from "../scenes/eyes-thread.ts";
import type { LookRequest, StillFindings } from "../scenes/still.ts";
import { createSubjectsAnalyser } from "./subjects-analyser.ts";

/** Flicks of a frame at 25 frames a second. */
const FRAME = 28_224_000;

/** A film of 100 frames in two shots; the brightness of a frame tells which it is. */
function film() {
  const asked = { closed: false };
  const material = {
    frameRate: { num: 25, den: 1 },
    frameCount: 100,
    width: 1280,
    height: 720,
    frameFlicks: FRAME,
    moments: async (name: string) =>
      (name === "shots" ? [0, 60] : []).map((frame) => ({ start: frame * FRAME }) as Moment),
    async *stills(frames: readonly number[], { width, height }: PictureFormat): AsyncGenerator<Picture> {
      try {
        for (const frame of frames) yield { frame, data: new Uint8Array(width * height * 3).fill(2 * frame) };
      } finally {
        asked.closed = true;
      }
    },
  } as unknown as Material;
  return { material, asked };
}

/** Sees somebody walk to the right in the first shot, and nobody in the second. */
class FakeLooker implements Looker {
  frames: number[] = [];
  isClosed = false;

  async look({ picture }: LookRequest, signal: AbortSignal): Promise<StillFindings> {
    if (signal.aborted) throw new CutstreamError("cancelled", "The work was cancelled.");
    const frame = (picture.data[0] ?? 0) / 2;
    this.frames.push(frame);
    const box = { x: frame / 100, y: 0.1, width: 0.1, height: 0.8 };
    const objects = frame < 60 ? [{ name: "person", score: 0.8, box }] : [];
    return { objects, faces: [], texts: [], look: null as never };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

const run = async (looker: FakeLooker, made = film(), stop = new AbortController()) => {
  const shares: number[] = [];
  const context = { signal: stop.signal, report: (share: number) => void shares.push(share), warn: () => {} };
  const analyser = createSubjectsAnalyser({ openLooker: () => looker });
  const moments = (await Array.fromAsync(analyser.analyse(made.material, context))).flat();
  return { moments, shares };
};

describe("the analyser of subjects", () => {
  test("gives a moment for each shot, with who is tracked through it", async () => {
    const looker = new FakeLooker();
    const made = film();
    const { moments, shares } = await run(looker, made);
    expect(moments.map(({ start, end }) => [start / FRAME, end / FRAME])).toEqual([
      [0, 60],
      [60, 100],
    ]);
    const [walking, empty] = moments.map(({ detail }) => decodeSubjects(detail)!);
    expect(walking?.subjects.map(({ kind }) => kind)).toEqual(["person"]);
    const sightings = walking!.subjects[0]!.sightings;
    expect(sightings.map(({ frame, x }) => [frame, x])).toEqual(
      sightings.map(({ frame }) => [frame, frame * 100]),
    );
    expect([sightings[0]?.frame, sightings.at(-1)?.frame]).toEqual([0, 59]);
    // Four a second where somebody walks, the ends of each second where nobody does.
    expect(sightings).toHaveLength(10);
    expect(looker.frames.filter((frame) => frame >= 60)).toHaveLength(3);
    expect(empty?.subjects).toEqual([]);
    expect(shares).toEqual([0.5, 1]);
    expect([looker.isClosed, made.asked.closed]).toEqual([true, true]);
  });

  test("runs where it is named alone, after those that it reads", () => {
    expect(createSubjectsAnalyser()).toMatchObject({
      name: "subjects",
      reads: ["shots", "speech"],
      onlyNamed: true,
    });
  });

  test("stops when it is cancelled, and leaves nothing open", async () => {
    const looker = new FakeLooker();
    const made = film();
    const stop = new AbortController();
    stop.abort();
    await expect(run(looker, made, stop)).rejects.toMatchObject({ code: "cancelled" });
    expect([looker.isClosed, made.asked.closed]).toEqual([true, true]);
  });
});
