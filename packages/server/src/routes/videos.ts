import { CutstreamError, type Engine, type IngestRequest, type IngestSource } from "@cutstream/engine";
import { type Access, DEFAULT_TENANT } from "../access/scopes.ts";
import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { jobAccepted } from "../schemas/job.ts";
import { noContent } from "../schemas/system.ts";
import {
  type IngestBody,
  ingestAccepted,
  ingestRequest,
  prepareHeads,
  prepareRequest,
  videoPage,
  videoQuery,
  videoView,
} from "../schemas/video.ts";
import { receiveForm } from "../uploads/form.ts";
import type { UploadStore } from "../uploads/upload-store.ts";

const tags = ["videos"];

/** `/v1/videos`. */
export function videoRoutes(app: Api, { engine, uploads }: RouteContext): void {
  app.post(
    "/videos",
    {
      schema: {
        tags,
        summary: "Ingest a video from a path, a URL, an upload or a form with a file",
        body: ingestRequest,
        response: { 202: ingestAccepted, ...failures },
      },
      // A form becomes the body that it stands for before the schema looks at it.
      preValidation: async (request) => {
        if (!request.isMultipart()) return;
        const body = await receiveForm(request, uploads);
        request.formUpload = body.upload;
        request.body = body as unknown as IngestBody;
      },
      // Nobody else knows the id of a form's upload: where no video came of it, it goes.
      onError: async (request) => {
        if (request.formUpload !== null) await uploads.remove(request.formUpload);
      },
    },
    async (request, reply) => {
      if (request.body.path !== undefined) assertOwnFiles(request.access);
      return reply.status(202).send(await ingest(engine, uploads, request.body));
    },
  );

  app.get(
    "/videos",
    {
      schema: {
        tags,
        summary: "List videos",
        querystring: videoQuery,
        response: { 200: videoPage, ...failures },
      },
    },
    async (request) => engine.videos.list(request.query),
  );

  app.get(
    "/videos/:id",
    {
      schema: { tags, summary: "Show a video", params: idParams, response: { 200: videoView, ...failures } },
    },
    async (request) => engine.videos.get(request.params.id),
  );

  app.delete(
    "/videos/:id",
    {
      schema: {
        tags,
        summary: "Delete a video",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await engine.videos.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/videos/:id/retry",
    {
      schema: {
        tags,
        summary: "Take a video in again that could not be, from the same source",
        params: idParams,
        response: { 202: jobAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const job = await engine.videos.retry(request.params.id);
      return reply.status(202).send({ job });
    },
  );

  app.post(
    "/videos/:id/heads",
    {
      schema: {
        tags,
        summary: "Make the heads of cuts ahead of time",
        params: idParams,
        body: prepareHeads,
        response: { 202: jobAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const job = await engine.videos.prepareHeads(request.params.id, request.body.times);
      return reply.status(202).send({ job });
    },
  );

  app.post(
    "/videos/:id/prepare",
    {
      schema: {
        tags,
        summary: "Draw another shape or overlays into a video's pictures ahead of time",
        description: 'Streams with `render: "segments"` that ask for the same then find their segments made.',
        params: idParams,
        body: prepareRequest,
        response: { 202: jobAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const job = await engine.videos.prepare(request.params.id, request.body);
      return reply.status(202).send({ job });
    },
  );
}

/** Files of the machine are for those who run the server: a path could name what belongs to others. */
function assertOwnFiles(access: Access | null): void {
  if (access?.tenant === DEFAULT_TENANT && access.scopes.has("admin")) return;
  throw new CutstreamError("forbidden", "Paths on the server are taken from its own admins alone.", {
    path: "path",
  });
}

async function ingest(engine: Engine, uploads: UploadStore, body: IngestBody) {
  const { path, url, upload, ...options } = body;
  const from = (source: IngestSource) => engine.videos.ingest({ source, ...options } satisfies IngestRequest);
  if (upload !== undefined) return uploads.consume(upload, from);
  return from(path !== undefined ? { kind: "path", path } : { kind: "url", url: url ?? "" });
}

declare module "fastify" {
  interface FastifyRequest {
    /** Upload that this request's form became; null where it had none. */
    formUpload: string | null;
  }
}
