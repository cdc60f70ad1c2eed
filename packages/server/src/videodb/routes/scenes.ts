import {
  CutstreamError,
  type Engine,
  type IndexView,
  type MomentInput,
  type VideoView,
} from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { callback, number, read, text, truth } from "../fields.ts";
import { original } from "../found-video.ts";
import { mediaId, sceneIndexId } from "../ids.ts";
import { collectionIdOf, type Extraction, extractionOf, readExtraction } from "../scene-collection.ts";
import { everySeconds, frameTimes, type Stretch } from "../scene-cuts.ts";
import { SPEECH } from "../speech.ts";
import { segmentTranscript } from "../transcript-segments.ts";

type ById = { Params: { id: string } };
type ByScene = { Params: { id: string; scene: string } };

const SHOTS = "shots";
const SCENES = "scenes";

const metadata = z.record(z.string(), z.json()).nullish();
const annotated = z.object({
  start: z.coerce.number(),
  end: z.coerce.number(),
  description: text,
  metadata,
});
const indexBody = z.object({
  extraction_type: text,
  extraction_config: z.object({ segmenter: text, segmentation_value: number }).nullish(),
  prompt: text,
  model_name: text,
  name: text,
  metadata,
  scenes: z.array(annotated).nullish(),
  callback_url: callback,
});

/** What an index is made of, once what it is made from is there. */
const wish = z.object({
  name: z.string(),
  since: z.string(),
  metadata,
  speech: z.object({ by: z.enum(["word", "sentence", "time"]), length: z.number() }).nullish(),
  extraction: z.unknown().optional(),
  warnings: z.array(z.string()),
});
type Wish = z.output<typeof wish>;

/** Scenes of a video: cut out, and indexed. */
export function sceneRoutes(app: FastifyInstance, { engine, tasks, baseUrl }: DialectContext): void {
  const { indexes } = engine.memory;

  const collection = async (video: VideoView, extraction: Extraction) => ({
    scene_collection: await viewCollection(engine, video, extraction),
  });
  tasks.define("collection", async (video, asked) =>
    done(await collection(await engine.videos.get(video), extractionOf(String(asked)))),
  );
  tasks.define("scenes", async (video, asked) => {
    const given = read(wish, asked);
    const made = await makeIndex(engine, await engine.videos.get(video), given);
    return done({ scene_index_id: sceneIndexId(made.id) }, given.warnings);
  });

  app.post<ById>("/video/:id/scenes", async (request) => {
    const video = await original(engine, request.params.id);
    const extraction = readExtraction(request.body);
    const { force, callback_url } = read(z.object({ force: truth, callback_url: callback }), request.body);
    if (extraction.by === "time" || (!force && (await isReady(engine, video.id, SHOTS)))) {
      return tasks.settled(done(await collection(video, extraction)), callback_url);
    }
    const jobs = await indexes.analyse(video.id, [SHOTS]);
    const task = { kind: "collection", job: jobs.at(-1)?.id ?? "", wish: collectionIdOf(extraction) };
    return tasks.begin(task, baseUrl(request), callback_url);
  });

  app.get<ById>("/video/:id/scenes", async ({ params }) => {
    const { id } = await original(engine, params.id);
    const config = { by: "shot", step: 10, frames: 1, choice: ["first"] } as const;
    const shots = await isReady(engine, id, SHOTS);
    const one = { scene_collection_id: collectionIdOf(config), config: viewConfig(config), status: "done" };
    return done({ scene_collections: shots ? [one] : [] });
  });

  app.get<ByScene>("/video/:id/scenes/:scene", async ({ params }) =>
    done(await collection(await original(engine, params.id), extractionOf(params.scene))),
  );

  app.delete<ByScene>("/video/:id/scenes/:scene", async ({ params }) => {
    await original(engine, params.id);
    extractionOf(params.scene);
    return done({}, ["Nothing is kept of a scene collection but the shots, which other indexes need."]);
  });

  app.post<ById>("/video/:id/index/scene", async (request) => {
    const asked = read(indexBody, request.body);
    const { callback_url, scenes, extraction_type = "shot" } = asked;
    const video = await original(engine, request.params.id);
    const spoken = extraction_type === "transcript";
    const extraction = spoken || scenes ? undefined : readExtraction(request.body);
    const name = asked.name ?? defaultName(extraction, spoken);
    const known = (await indexes.list(video.id)).find((index) => index.name === name);
    if (known) {
      const message = `The scene index ${JSON.stringify(name)} of this video is there already, with the id ${sceneIndexId(known.id)}`;
      throw new CutstreamError("invalid_request", message);
    }
    if (scenes) {
      const made = await indexes.put(
        video.id,
        name,
        scenes.map(({ start, end, description, metadata }) =>
          momentOf({ start, end }, description ?? "", { ...asked.metadata, ...metadata }),
        ),
      );
      return tasks.settled(done({ scene_index_id: sceneIndexId(made.id) }), callback_url);
    }
    const jobs = await indexes.analyse(video.id, spoken ? [SPEECH] : [SHOTS, SCENES]);
    const given: Wish = {
      name,
      since: new Date().toISOString(),
      metadata: asked.metadata,
      speech: spoken ? speechOf(asked.extraction_config) : null,
      extraction: extraction && collectionIdOf(extraction),
      warnings: asked.prompt ? [PROMPT_UNUSED] : [],
    };
    const task = { kind: "scenes", job: jobs.at(-1)?.id ?? "", wish: given };
    return tasks.begin(task, baseUrl(request), callback_url);
  });

  app.get<ById>("/video/:id/index/scene", async ({ params }) => {
    const { id } = await original(engine, params.id);
    const scenes = (await indexes.list(id)).filter(({ name }) => name !== SPEECH);
    return done({ scene_indexes: scenes.map(viewIndex) });
  });

  app.get<ByScene>("/video/:id/index/scene/:scene", async ({ params }) => {
    const { video, name } = await findIndex(engine, params);
    return done({ scene_index_records: await recordsOf(engine, video, name) });
  });

  app.delete<ByScene>("/video/:id/index/scene/:scene", async ({ params }) => {
    const { video, name } = await findIndex(engine, params);
    await indexes.delete(video, name);
    return done();
  });

  app.get<ById>("/video/:id/index", async ({ params }) => {
    const { id } = await original(engine, params.id);
    const newest = (await indexes.list(id)).findLast(({ name }) => name !== SPEECH);
    return done({ scene_index_records: newest ? await recordsOf(engine, id, newest.name) : [] });
  });
}

const PROMPT_UNUSED =
  "The prompt was not used: scenes are described by what the configured analysers find in them.";

function defaultName(extraction: Extraction | undefined, spoken: boolean): string {
  if (spoken) return "Audio Index";
  if (!extraction) return "Scene Index";
  return extraction.by === "shot" ? "Scene Index by shot" : `Scene Index every ${extraction.step} s`;
}

function speechOf(
  config: { segmenter?: string | undefined; segmentation_value?: number | undefined } | null | undefined,
) {
  const by = z.enum(["word", "sentence", "time"]).catch("word").parse(config?.segmenter);
  return { by, length: config?.segmentation_value ?? 10 };
}

/** Makes an index of what was found, unless that was done since the wish. */
async function makeIndex(
  { memory }: Pick<Engine, "memory">,
  video: VideoView,
  given: Wish,
): Promise<IndexView> {
  const known = (await memory.indexes.list(video.id)).find(({ name }) => name === given.name);
  if (known && known.createdAt >= given.since) return known;
  const length = video.duration ?? 0;
  if (given.speech) {
    const { sentences } = await memory.transcript(video.id);
    const pieces = segmentTranscript({ sentences }, { ...given.speech, start: 0, end: length });
    const spoken = pieces.filter(({ text }) => text !== "-");
    const moments = spoken.map((piece) => momentOf(piece, piece.text, given.metadata));
    return memory.indexes.put(video.id, given.name, moments);
  }
  const scenes = await memory.indexes.moments(video.id, SCENES);
  const extraction = extractionOf(String(given.extraction));
  const cuts = extraction.by === "time" ? everySeconds(extraction.step, length) : scenes;
  const moments = cuts.map((cut) => {
    const shown = scenes.filter(({ start, end }) => start < cut.end && end > cut.start);
    const texts = [...new Set(shown.map(({ text }) => text))];
    return momentOf(cut, texts.join(" "), given.metadata);
  });
  return memory.indexes.put(
    video.id,
    given.name,
    moments.filter(({ text }) => text),
  );
}

function momentOf(
  { start, end }: Stretch,
  text: string,
  metadata: MomentInput["metadata"] | null,
): MomentInput {
  return { start, end, text, ...(metadata && { metadata }) };
}

async function isReady({ memory }: Pick<Engine, "memory">, video: string, name: string): Promise<boolean> {
  return (await memory.indexes.list(video)).some((index) => index.name === name && index.status === "ready");
}

async function findIndex(
  engine: Pick<Engine, "memory" | "videos">,
  { id, scene }: { id: string; scene: string },
) {
  const video = await original(engine, id);
  const found = (await engine.memory.indexes.list(video.id)).find(
    (index) => sceneIndexId(index.id) === scene,
  );
  if (found) return { video: video.id, name: found.name };
  throw new CutstreamError("index_not_found", `Video ${id} has no scene index ${scene}.`);
}

const STATUS = { ready: "done", running: "processing", failed: "failed" } as const;

const viewIndex = ({ id, name, status }: IndexView) => ({
  scene_index_id: sceneIndexId(id),
  name,
  status: STATUS[status],
});

async function recordsOf({ memory }: Pick<Engine, "memory">, video: string, name: string) {
  const moments = await memory.indexes.moments(video, name);
  return moments.map(({ start, end, text, metadata }) => ({ start, end, description: text, metadata }));
}

const viewConfig = ({ by, step, frames, choice }: Extraction) => ({
  extraction_type: by,
  ...(by === "time" && { time: step }),
  frame_count: frames,
  select_frames: choice,
});

async function viewCollection(
  { memory, videos }: Pick<Engine, "memory" | "videos">,
  video: VideoView,
  extraction: Extraction,
) {
  const cuts: readonly Stretch[] =
    extraction.by === "time"
      ? everySeconds(extraction.step, video.duration ?? 0)
      : await memory.indexes.moments(video.id, SHOTS);
  const frame = (video.duration ?? 0) / Math.max(1, video.frameCount ?? 1);
  const id = collectionIdOf(extraction);
  const scenes = cuts.map(async ({ start, end }, n) => {
    const times = frameTimes({ start, end }, extraction.choice, extraction.frames, frame);
    const frames = times.map(async (time) => {
      const picture = await videos.picture(video.id, time);
      return {
        frame_id: `${id}_${n}_${picture.frame}`,
        url: picture.url,
        frame_time: picture.time,
        description: "",
      };
    });
    return {
      scene_id: `${id}_${n}`,
      start,
      end,
      description: "",
      metadata: {},
      frames: await Promise.all(frames),
    };
  });
  return {
    scene_collection_id: id,
    video_id: mediaId(video),
    config: viewConfig(extraction),
    scenes: await Promise.all(scenes),
  };
}
