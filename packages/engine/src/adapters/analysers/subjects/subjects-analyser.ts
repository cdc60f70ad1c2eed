import { CutstreamError } from "../../../errors.ts";
import type { Moment } from "../../../moments/moment.ts";
import type {
  Analyser,
  AnalyserContext,
  AnalyserIdentity,
  Material,
  Picture,
  PictureFormat,
} from "../../../seams/analyser.ts";
import { type ShotSubjects, SUBJECTS } from "../../../subjects/subject.ts";
import { encodeSubjects } from "../../../subjects/subjects-codec.ts";
import { installedVersion, requirePackages } from "../../packages.ts";
import { type Looker, openEyes } from "../scenes/eyes-thread.ts";
import { isSamePicture, type LumaGrid, lumaGrid } from "../scenes/pictures/luma-grid.ts";
import type { RgbPicture } from "../scenes/pictures/picture.ts";
import type { Stretch } from "../scenes/stretches.ts";
import { FACE_SEEN, OBJECT_SEEN } from "../scenes/thresholds.ts";
import { associate, type Look } from "./associate.ts";
import { type Detection, detectionsIn } from "./detections.ts";
import { lookCloser } from "./look-closer.ts";
import { LOOKS, type LookRun, lookRuns } from "./look-frames.ts";
import { weigh } from "./weigh.ts";

/** Raised whenever other subjects would be found. */
const VERSION = "1";
const PACKAGES = ["@vladmandic/human", "@energetic-ai/core"];

/** Longest side of the pictures that are looked at, in pixels: the networks see no more. */
const LONGEST = 672;
/** Sides are multiples of it. */
const GRAIN = 16;
/** Seconds that somebody may be out of sight and still be the same. */
const PATIENCE = 1.5;
/** Moments given at a time. */
const BATCH = 10;

/** What the analyser of subjects may be given. */
export interface SubjectsAnalyserOptions {
  /** Opens what looks at the pictures of one video. Default: a thread with the networks of the analyser of scenes. */
  readonly openLooker?: () => Looker;
}

/**
 * The analyser of who and what the picture should be cropped to: a moment for each shot, with the subjects that are
 * tracked through it (`subjects/subject.ts`). Slower than the others, and of use to reframed streams alone: it runs
 * where it is named.
 */
export function createSubjectsAnalyser({ openLooker = openEyes }: SubjectsAnalyserOptions = {}): Analyser {
  return {
    name: SUBJECTS,
    reads: ["shots", "speech"],
    onlyNamed: true,
    identify: async () => identity(),
    analyse: (material, context) => analyse(material, context, openLooker),
  };
}

function identity(): AnalyserIdentity {
  requirePackages(PACKAGES, "analyser_unavailable");
  const networks = `@vladmandic/human@${installedVersion("@vladmandic/human")}`;
  return {
    model: "centernet+blazeface",
    version: `${VERSION}, ${networks}`,
    settings: { objects: OBJECT_SEEN, faces: FACE_SEEN, looks: { ...LOOKS } },
  };
}

async function* analyse(
  material: Material,
  context: AnalyserContext,
  openLooker: () => Looker,
): AsyncGenerator<readonly Moment[], void, undefined> {
  requirePackages(PACKAGES, "analyser_unavailable");
  const shots = shotsOf(await material.moments("shots"), material);
  const speech = await material.moments("speech");
  const { num, den } = material.frameRate;
  const plan = shots.map((shot) => ({ shot, runs: lookRuns(shot, num / den) }));
  const viewer = new Viewer(
    plan.flatMap(({ runs }) => runs),
    material,
    context.signal,
    openLooker(),
  );
  try {
    let batch: Moment[] = [];
    for (const [n, { shot, runs }] of plan.entries()) {
      const looks = await viewer.lookAt(runs);
      const tracks = associate(looks, Math.round((PATIENCE * num) / den));
      const [start, end] = [shot.from * material.frameFlicks, shot.to * material.frameFlicks];
      const spoken = speech.some((moment) => moment.start < end && moment.end > start);
      const subjects = weigh(tracks, { looks: looks.length, spoken });
      batch.push(momentOf({ ...shot, subjects }, material.frameFlicks));
      if (batch.length === BATCH || n === plan.length - 1) {
        yield batch;
        batch = [];
      }
      context.report((n + 1) / plan.length);
    }
  } finally {
    await viewer.close();
  }
}

/** Shots that follow each other without a gap, from the first frame to the last; one where none are known. */
function shotsOf(moments: readonly Moment[], { frameCount, frameFlicks }: Material): Stretch[] {
  const starts = moments.map(({ start }) => Math.round(start / frameFlicks));
  const edges = [...new Set([0, ...starts])].filter((frame) => frame >= 0 && frame < frameCount);
  edges.sort((a, b) => a - b);
  return edges.map((from, n) => ({ from, to: edges[n + 1] ?? frameCount }));
}

/** Says nothing that could be searched: `scenes` does. */
function momentOf(shot: ShotSubjects, frameFlicks: number): Moment {
  return {
    start: shot.from * frameFlicks,
    end: shot.to * frameFlicks,
    text: "",
    language: null,
    labels: [],
    metadata: {},
    detail: encodeSubjects(shot),
  };
}

/** Has the pictures of one video looked at, run by run. */
class Viewer {
  readonly #format: PictureFormat;
  readonly #aspect: number;
  readonly #signal: AbortSignal;
  readonly #looker: Looker;
  readonly #stills: AsyncIterator<Picture>;
  #last: { readonly grid: LumaGrid; readonly detections: readonly Detection[] } | undefined;

  constructor(runs: readonly LookRun[], material: Material, signal: AbortSignal, looker: Looker) {
    this.#format = pictureFormat(material);
    this.#aspect = material.width / material.height;
    this.#signal = signal;
    this.#looker = looker;
    const frames = [...new Set(runs.flat())];
    this.#stills = material.stills(frames, this.#format, signal)[Symbol.asyncIterator]();
  }

  /** What is seen in the runs of a shot; these are asked for in order. */
  async lookAt(runs: readonly LookRun[]): Promise<Look[]> {
    const looks: Look[] = [];
    this.#last = undefined;
    const pictures = new Map<number, RgbPicture>();
    for (const run of runs) {
      for (const frame of run) if (!pictures.has(frame)) pictures.set(frame, await this.#next(frame));
      const look = (frame: number) => this.#look(pictures.get(frame));
      looks.push(...(await lookCloser(run, looks.at(-1)?.detections, look)));
      for (const frame of run.slice(0, -1)) pictures.delete(frame);
    }
    return looks;
  }

  async close(): Promise<void> {
    await this.#stills.return?.();
    await this.#looker.close();
  }

  /** A picture like the last one is not looked at again. */
  async #look(picture: RgbPicture | undefined): Promise<readonly Detection[]> {
    if (!picture) throw new CutstreamError("analyser_failed", "A frame was not decoded.");
    const grid = lumaGrid(picture);
    if (!this.#last || !isSamePicture(grid, this.#last.grid)) {
      const request = { picture, aspect: this.#aspect, text: false };
      this.#last = { grid, detections: detectionsIn(await this.#looker.look(request, this.#signal)) };
    }
    return this.#last.detections;
  }

  async #next(frame: number): Promise<RgbPicture> {
    const { value, done } = await this.#stills.next();
    if (done || value.frame !== frame) {
      throw new CutstreamError("analyser_failed", `Frame ${frame} was not decoded.`);
    }
    const { width, height } = this.#format;
    return { width, height, data: value.data };
  }
}

/** About the video's shape, no larger than it is. */
function pictureFormat({ width, height }: Pick<Material, "width" | "height">): PictureFormat {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const side = (pixels: number) => Math.max(GRAIN, Math.round((pixels * scale) / GRAIN) * GRAIN);
  return { width: side(width), height: side(height), pixels: "rgb" };
}
