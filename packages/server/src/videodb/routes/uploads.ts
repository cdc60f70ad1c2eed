import { open, readFile, rm } from "node:fs/promises";
import { type AssetView, CutstreamError } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { callback, read, text } from "../fields.ts";
import { ourCollection } from "../ids.ts";
import { IMAGE_HEAD, isImage, isImageUrl } from "../image-kind.ts";
import type { TaskAnswer } from "../tasks.ts";
import { viewImage, viewMedia } from "../views.ts";

const body = z.object({
  url: text,
  name: text,
  description: text,
  callback_url: callback,
  media_type: z.enum(["video", "audio", "image"]).nullish(),
});

/** `/upload/{ticket}`: where the SDKs send files. */
export function uploadTarget(app: FastifyInstance, { tickets }: DialectContext): void {
  app.post<{ Params: { ticket: string } }>("/upload/:ticket", async (request) => {
    await tickets.receive(request.params.ticket, request);
    return done();
  });
}

/** `/collection/{id}/upload`, by URL or from where a file was sent. */
export function uploadRoutes(app: FastifyInstance, context: DialectContext): void {
  const { engine, tickets, tasks, baseUrl } = context;
  tasks.define("media", async (video) => done(await viewMedia(engine, await engine.videos.get(video))));

  app.get("/collection/:id/upload_url", async (request) =>
    done({ upload_url: `${baseUrl(request)}/upload/${await tickets.issue()}` }),
  );

  app.post<{ Params: { id: string } }>("/collection/:id/upload", async (request): Promise<TaskAnswer> => {
    const { url, name, callback_url, media_type } = read(body, request.body);
    if (url === undefined) throw new CutstreamError("invalid_request", "An upload needs a url.");
    const collection = ourCollection(request.params.id);
    const named = name === undefined ? {} : { name };

    const ingest = async (source: Parameters<typeof engine.videos.ingest>[0]["source"]) => {
      const { job } = await engine.videos.ingest({ source, collection, ...named });
      return tasks.begin({ kind: "media", job: job.id }, baseUrl(request), callback_url);
    };
    const withImage = (asset: AssetView): Promise<TaskAnswer> =>
      tasks.settled(done(viewImage(asset, collection)), callback_url);

    const ticket = await tickets.ticketOf(url);
    if (ticket !== undefined) {
      return tickets.redeem(ticket, async (source) => {
        if (!(await beginsAsImage(source.path))) return ingest(source);
        const asset = { name: name ?? source.fileName, bytes: await readFile(source.path) };
        const answer = await withImage(await engine.assets.add(asset));
        await rm(source.path, { force: true });
        return answer;
      });
    }
    if (media_type === "image" || (!media_type && isImageUrl(url))) {
      return withImage(await engine.assets.fetch({ name: name ?? lastPart(url), url }));
    }
    return ingest({ kind: "url", url });
  });
}

async function beginsAsImage(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(IMAGE_HEAD), 0, IMAGE_HEAD, 0);
    return isImage(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function lastPart(url: string): string {
  return URL.parse(url)?.pathname.split("/").at(-1) || "image";
}
