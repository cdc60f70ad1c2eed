import {
  CutstreamError,
  type Engine,
  type RetrievedMoment,
  type RetrieveOptions,
  type RetrieveRequest,
} from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { number, read, text } from "../fields.ts";
import { toFilters } from "../filters.ts";
import { type FoundVideo, findVideo } from "../found-video.ts";
import { mediaId, ourCollection, sceneIndexId } from "../ids.ts";
import { type SearchedVideo, toResults, withinRange } from "../search-results.ts";
import { SPEECH } from "../speech.ts";

type ById = { Params: { id: string } };

const v1 = z.object({
  query: z.string(),
  search_type: text,
  index_type: text,
  score_threshold: number,
  result_threshold: number,
  dynamic_score_percentage: number,
  filter: z.unknown().optional(),
  scene_index_id: text,
  index_id: text,
  sort_docs_on: z.enum(["score", "start"]).nullish(),
});

const v2 = z.object({
  query: text,
  top_k: number,
  limit: number,
  score_threshold: number,
  filter: z.unknown().optional(),
  index_names: z.array(z.string()).nullish(),
  index_name: text,
});

const clipBody = z.object({ prompt: z.string(), content_type: text, model_name: text });

/** Most that one answer of the engine holds, and how many there are where nothing is said. */
const MOST = 200;
const USUAL = 50;

/** Only words count. */
const KEYWORDS: RetrieveOptions = { ranking: { meaning: false, image: false } };

/** Search of a video and of a collection, in both versions; a clip by prompt. */
export function searchRoutes(app: FastifyInstance, { engine }: DialectContext): void {
  const answer = async (
    request: RetrieveRequest,
    options: RetrieveOptions,
    within: FoundVideo | undefined,
    { percentage, order }: { percentage?: number | undefined; order?: "score" | "start" | undefined } = {},
  ) => {
    const scope = within ? { videos: [within.view.id], time: { from: within.start, to: within.end } } : {};
    if (request.indexes?.length === 0) return { results: [], warnings: ["Nothing is indexed yet."] };
    const limit = Math.min(MOST, Math.max(1, Math.round(request.limit ?? USUAL)));
    const found = await engine.memory.retrieve({ diversity: 0, ...request, ...scope, limit }, options);
    const moments = percentage === undefined ? found.moments : withinRange(found.moments, percentage);
    const results = toResults(moments, await searched(engine, moments, within), order);
    return { results, warnings: found.warnings };
  };

  const searchV1 = async (body: unknown, video: FoundVideo | undefined, collection?: string) => {
    const asked = read(v1, body);
    const indexes = await indexesOf(engine, asked, video);
    const filters = toFilters(asked.filter);
    const request: RetrieveRequest = {
      query: asked.query,
      ...(collection !== undefined && { collection }),
      ...(indexes && { indexes }),
      ...(filters && { filters }),
      ...(asked.result_threshold !== undefined && { limit: asked.result_threshold }),
      ...(asked.score_threshold !== undefined && { minScore: asked.score_threshold }),
    };
    const options = asked.search_type === "keyword" ? KEYWORDS : {};
    const { results, warnings } = await answer(request, options, video, {
      percentage: asked.dynamic_score_percentage,
      order: asked.sort_docs_on ?? undefined,
    });
    return done({ results }, warnings);
  };

  const searchV2 = async (body: unknown, video: FoundVideo | undefined, collection?: string) => {
    const asked = read(v2, body);
    const filters = toFilters(asked.filter);
    const indexes = asked.index_names ?? (asked.index_name === undefined ? undefined : [asked.index_name]);
    const limit = asked.top_k ?? asked.limit;
    const request: RetrieveRequest = {
      ...(asked.query !== undefined && { query: asked.query }),
      ...(collection !== undefined && { collection }),
      ...(filters && { filters }),
      ...(indexes && { indexes }),
      ...(limit !== undefined && { limit }),
      ...(asked.score_threshold !== undefined && { minScore: asked.score_threshold }),
    };
    const { results, warnings } = await answer(request, {}, video);
    return done({ response_type: "shots", results, warnings });
  };

  app.post<ById>("/video/:id/search", async ({ params, body }) =>
    searchV1(body, await findVideo(engine, params.id)),
  );
  app.post<ById>("/collection/:id/search", ({ params, body }) =>
    searchV1(body, undefined, ourCollection(params.id)),
  );
  for (const path of ["search/v2", "semantic-search", "query"]) {
    app.post<ById>(`/video/:id/${path}`, async ({ params, body }) =>
      searchV2(body, await findVideo(engine, params.id)),
    );
    app.post<ById>(`/collection/:id/${path}`, ({ params, body }) =>
      searchV2(body, undefined, ourCollection(params.id)),
    );
  }
  for (const path of ["ask", "aggregate"]) {
    for (const kind of ["video", "collection"]) {
      app.post(`/${kind}/:id/${path}`, async () => {
        throw new CutstreamError(
          "not_supported",
          "Questions are not answered and nothing is counted here: search.",
        );
      });
    }
  }

  app.post<ById>("/video/:id/clip", async ({ params, body }) => {
    const { prompt, content_type = "multimodal" } = read(clipBody, body);
    const video = await findVideo(engine, params.id);
    if (content_type !== "multimodal") {
      const index_type = content_type === "spoken" ? "spoken_word" : "scene";
      const indexes = await indexesOf(engine, { index_type }, video);
      const { results, warnings } = await answer({ query: prompt, ...(indexes && { indexes }) }, {}, video);
      return done({ results }, warnings);
    }
    const { moments, warnings } = await engine.reels.fromPrompt({ prompt, video: video.view.id });
    const inside = moments.filter(({ start, end }) => start >= video.start && end <= video.end);
    const found = inside.map(
      (moment): RetrievedMoment => ({
        ...moment,
        id: "",
        collection: video.view.collection,
        startExact: "",
        endExact: "",
        score: moment.worth,
        index: SPEECH,
        text: moment.reasons.join("; "),
        labels: [],
        metadata: {},
        facts: {},
        why: [],
        url: "",
        playerUrl: "",
      }),
    );
    const results = toResults(found, await searched(engine, found, video), "start");
    return done({ results }, warnings);
  });
}

/** Names of the indexes that may answer; undefined for all. @throws CutstreamError `index_not_found` */
async function indexesOf(
  { memory }: Pick<Engine, "memory">,
  asked: {
    index_type?: string | undefined;
    scene_index_id?: string | undefined;
    index_id?: string | undefined;
  },
  video: FoundVideo | undefined,
): Promise<string[] | undefined> {
  const id = asked.scene_index_id ?? asked.index_id;
  if ((asked.index_type ?? "spoken_word") === "spoken_word" && id === undefined) return [SPEECH];
  if (!video) {
    throw new CutstreamError(
      "not_supported",
      "A collection is searched by what is said in it, or with search v2.",
    );
  }
  const scenes = (await memory.indexes.list(video.view.id)).filter(({ name }) => name !== SPEECH);
  if (id === undefined) return [...new Set(scenes.map(({ name }) => name))];
  const one = scenes.find((index) => sceneIndexId(index.id) === id);
  if (one) return [one.name];
  throw new CutstreamError("index_not_found", `Video ${video.id} has no scene index ${id}.`);
}

async function searched(
  { videos, memory }: Pick<Engine, "videos" | "memory">,
  moments: readonly RetrievedMoment[],
  within: FoundVideo | undefined,
): Promise<Map<string, SearchedVideo>> {
  const ids = [...new Set(moments.map(({ video }) => video))];
  const known = await Promise.all(
    ids.map(async (id): Promise<[string, SearchedVideo]> => {
      const indexes = new Map((await memory.indexes.list(id)).map((index) => [index.name, index.id]));
      if (within) {
        const { start, end } = within;
        return [id, { id: within.id, start, length: end - start, indexes }];
      }
      const view = await videos.get(id);
      return [id, { id: mediaId(view), start: 0, length: view.duration ?? 0, indexes }];
    }),
  );
  return new Map(known);
}
