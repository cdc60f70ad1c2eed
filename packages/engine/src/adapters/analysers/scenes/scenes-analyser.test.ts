import { describe, expect, test } from "vitest";
import { CutstreamError } from "../../../errors.ts";
import type { Moment } from "../../../moments/moment.ts";
import type { AnalyserContext, Material, Picture, PictureFormat } from "../../../seams/analyser.ts";
import type { Captioner } from "../../../seams/captioner.ts";
import type { Looker } from "./eyes-thread.ts";
import { lookOf } from "./pictures/colours.ts";
import { createScenesAnalyser } from "./scenes-analyser.ts";
import type { LookRequest, StillFindings } from "./still.ts";

/** Flicks of a frame at 25 frames a second. */
const FRAME = 28_224_000;

interface MadeFilm {
  /** Red, green and blue of each shot of 50 frames. */
  readonly shots: readonly (readonly [number, number, number])[];
  /** Frame that cannot be decoded. */
  readonly broken?: number;
}

/** A film of plain shots of two seconds, and what was asked of it. */
function film({ shots, broken }: MadeFilm) {
  const asked = { closed: false, formats: [] as PictureFormat[] };
  const frameCount = shots.length * 50;
  const moment = (_: unknown, n: number) => ({ start: n * 50 * FRAME, end: (n + 1) * 50 * FRAME });
  const material = {
    video: "v",
    frameRate: { num: 25, den: 1 },
    frameCount,
    width: 320,
    height: 180,
    hasAudio: false,
    duration: frameCount * FRAME,
    frameFlicks: FRAME,
    moments: async (name: string) => (name === "shots" ? shots.map(moment) : []) as unknown as Moment[],
    async *stills(frames: readonly number[], format: PictureFormat): AsyncGenerator<Picture> {
      asked.formats.push(format);
      try {
        for (const frame of frames) {
          if (frame === broken) throw new CutstreamError("encoder_failed", "ffmpeg failed.");
          const data = new Uint8Array(format.width * format.height * 3);
          for (let i = 0; i < data.length; i++) data[i] = shots[Math.floor(frame / 50)]![i % 3]!;
          yield { frame, data };
        }
      } finally {
        asked.closed = true;
      }
    },
  } as unknown as Material;
  return { material, asked };
}

/** Sees colours, and nothing in them. */
class FakeLooker implements Looker {
  requests: LookRequest[] = [];
  isClosed = false;

  async look(request: LookRequest, signal: AbortSignal): Promise<StillFindings> {
    if (signal.aborted) throw new CutstreamError("cancelled", "The work was cancelled.");
    this.requests.push(request);
    return { objects: [], faces: [], texts: [], look: lookOf(request.picture) };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

/** Runs the analyser; gives what came of it. */
async function run(made: ReturnType<typeof film>, captioner?: Captioner, stop = new AbortController()) {
  const looker = new FakeLooker();
  const shares: number[] = [];
  const warnings: string[] = [];
  const batches: (readonly Moment[])[] = [];
  const context: AnalyserContext = {
    signal: stop.signal,
    report: (share) => shares.push(share),
    warn: (message) => warnings.push(message),
  };
  const analyser = createScenesAnalyser({ captioner, openLooker: () => looker });
  try {
    for await (const batch of analyser.analyse(made.material, context)) batches.push(batch);
  } finally {
    expect(looker.isClosed).toBe(true);
    expect(made.asked.closed).toBe(true);
  }
  return { moments: batches.flat(), batches, shares, warnings, looker };
}

const RED = [200, 20, 20] as const;
const BLACK = [2, 2, 2] as const;
const GREEN = [40, 160, 50] as const;

describe("the analyser of scenes", () => {
  test("names what it works with", async () => {
    const analyser = createScenesAnalyser();
    expect(analyser).toMatchObject({ name: "scenes", reads: ["shots"] });
    expect(await analyser.identify()).toEqual({
      model: "centernet+blazeface+pp-ocr-v4",
      version: "@vladmandic/human@3.3.6",
      settings: { objects: 0.4, faces: 0.7, text: 0.8 },
    });
  });

  test("gives a moment for each shot, some at a time, as it goes", async () => {
    const made = film({ shots: [RED, BLACK, GREEN, BLACK, BLACK, BLACK] });
    const { moments, batches, shares, warnings, looker } = await run(made);
    expect(moments.map(({ text }) => text)).toEqual([
      "mostly red",
      "black picture",
      "mostly green",
      "black picture",
      "black picture",
      "black picture",
    ]);
    expect(moments[2]).toMatchObject({
      start: 100 * FRAME,
      end: 150 * FRAME,
      labels: [],
      metadata: { objects: {}, faces: 0, colours: ["green"], brightness: "medium" },
    });
    expect(batches.map(({ length }) => length)).toEqual([5, 1]);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(warnings).toEqual([]);
    expect(made.asked.formats).toEqual([{ width: 320, height: 192, pixels: "rgb" }]);
    expect(looker.requests).toHaveLength(4);
    expect(looker.requests[0]).toMatchObject({ aspect: 16 / 9, text: true });
  });

  test("has a captioner's sentence come first, not for black pictures", async () => {
    let calls = 0;
    const captioner: Captioner = {
      model: "looker",
      caption: async (pictures) => `Sentence ${++calls} of ${pictures.length} picture.`,
    };
    expect((await createScenesAnalyser({ captioner }).identify()).model).toMatch(/\+looker$/);
    const { moments } = await run(film({ shots: [RED, BLACK, GREEN] }), captioner);
    expect(moments.map(({ text }) => text)).toEqual([
      "Sentence 1 of 1 picture. mostly red",
      "black picture",
      "Sentence 2 of 1 picture. mostly green",
    ]);
  });

  test("goes on with plain captions where the captioner is away, and says so once", async () => {
    let calls = 0;
    const captioner: Captioner = {
      model: "looker",
      caption: async () => {
        calls++;
        throw new CutstreamError("model_unavailable", "host cannot be reached.");
      },
    };
    const { moments, warnings } = await run(film({ shots: [RED, GREEN] }), captioner);
    expect(moments.map(({ text }) => text)).toEqual(["mostly red", "mostly green"]);
    expect(warnings).toEqual([expect.stringContaining("host cannot be reached.")]);
    expect(calls).toBe(1);
  });

  test("stops when told to", async () => {
    const stop = new AbortController();
    const made = film({ shots: [RED, GREEN, RED, GREEN] });
    const captioner: Captioner = {
      model: "looker",
      caption: async () => {
        stop.abort();
        return "";
      },
    };
    await expect(run(made, captioner, stop)).rejects.toMatchObject({ code: "cancelled" });
  });

  test("passes on that a picture could not be decoded", async () => {
    const made = film({ shots: [BLACK, BLACK, BLACK], broken: 75 });
    await expect(run(made)).rejects.toMatchObject({ code: "encoder_failed" });
  });
});
