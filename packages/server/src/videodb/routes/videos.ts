import { CutstreamError, type Engine, type VideoView } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { requireScope } from "../../http/auth.ts";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { number, read, text } from "../fields.ts";
import { findVideo, original } from "../found-video.ts";
import { ourCollection, readVideoId } from "../ids.ts";
import { viewAudio, viewImage, viewReframed, viewVideo } from "../views.ts";

type ById = { Params: { id: string } };

const list = z.object({ collection_id: text, page_index: number, count: number });
const rename = z.object({ name: text, description: text });
const MOST = 5000;

/** `/video` and `/audio`: sound alone is a video without a picture here. */
export function videoRoutes(app: FastifyInstance, { engine }: DialectContext): void {
  app.get("/video", async ({ query }) => {
    const videos = (await listed(engine, query)).filter(({ hasPicture }) => hasPicture !== false);
    return done({ videos: await Promise.all(videos.map((view) => viewVideo(engine, view))) });
  });

  app.get("/audio", async ({ query }) => {
    const audios = (await listed(engine, query)).filter(({ hasPicture }) => hasPicture === false);
    return done({ audios: audios.map(viewAudio) });
  });

  app.get<ById>("/video/:id", async (request) => {
    const { params } = request;
    const { video, reframed } = readVideoId(params.id);
    if (!reframed) return done(await viewVideo(engine, await engine.videos.get(video)));
    // It is shown with a stream of it, which is published.
    requireScope(request, "publish");
    const { data, warnings } = await viewReframed(engine, await findVideo(engine, params.id));
    return done(data, warnings);
  });

  app.get<ById>("/audio/:id", async ({ params }) => done(viewAudio(await original(engine, params.id))));

  app.patch<ById>("/video/:id", async ({ params, body }) => {
    const { name, description } = read(rename, body);
    const { id } = await original(engine, params.id);
    if (name === undefined)
      throw new CutstreamError("invalid_request", "A video is given another name, or nothing.");
    const warnings = description ? ["Descriptions of videos are not kept."] : [];
    return done(await viewVideo(engine, await engine.videos.rename(id, name)), warnings);
  });

  for (const kind of ["video", "audio"]) {
    app.delete<ById>(`/${kind}/:id`, async ({ params }) => {
      const { video, reframed } = readVideoId(params.id);
      // Nothing is stored of a reframed one.
      if (!reframed) await engine.videos.delete(video);
      return done();
    });
  }

  app.post<ById>("/audio/:id/generate_url", async ({ params }) => {
    const { view } = await findVideo(engine, params.id);
    return done({ signed_url: view.streamUrl?.replace(/m3u8$/, "m4a") });
  });

  app.get<ById>("/video/:id/thumbnail", async ({ params }) => {
    const { view, start, end } = await findVideo(engine, params.id);
    const { url } = await engine.videos.picture(view.id, (start + end) / 2);
    return done({ thumbnail: url, thumbnail_url: url });
  });

  app.post<ById>("/video/:id/thumbnail", async ({ params, body }) => {
    const { time, timestamp } = read(z.object({ time: number, timestamp: number }), body);
    const { view, start } = await findVideo(engine, params.id);
    const at = time ?? timestamp ?? 0;
    const { path } = await engine.videos.picture(view.id, start + at);
    const bytes = await bytesOf(engine, path);
    const asset = await engine.assets.add({ name: thumbnailName(view.id, at), bytes });
    return done(viewImage(asset, view.collection));
  });

  app.get<ById>("/video/:id/thumbnails", async ({ params }) => {
    const { id, collection } = await original(engine, params.id);
    const { items } = await engine.assets.list({ limit: 500 });
    const made = items.filter(({ name }) => name.startsWith(thumbnailName(id, "")));
    return done(made.map((asset) => viewImage(asset, collection)));
  });
}

async function listed(engine: Pick<Engine, "videos">, query: unknown): Promise<VideoView[]> {
  const { collection_id: id, page_index: page = 0, count = MOST } = read(list, query);
  const wanted = id === undefined ? {} : { collection: ourCollection(id) };
  const found: VideoView[] = [];
  let cursor: string | null = null;
  const until = (page + 1) * Math.min(count, MOST);
  do {
    const next = await engine.videos.list({ ...wanted, limit: 500, ...(cursor && { cursor }) });
    found.push(...next.items);
    cursor = next.next;
  } while (cursor && found.length < until);
  return found.slice(page * Math.min(count, MOST), until);
}

const thumbnailName = (video: string, at: number | string): string => `thumbnail ${video} ${at}`;

async function bytesOf({ origin }: Pick<Engine, "origin">, path: string): Promise<Uint8Array> {
  const { body } = await origin.thumbnail(path);
  if (body instanceof Uint8Array) return body;
  return Buffer.concat(await Array.fromAsync(body));
}
