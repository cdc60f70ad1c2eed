import { CutstreamError } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";
import type { Api, RouteContext } from "../http/types.ts";
import { assetName, assetPage, assetQuery, assetView } from "../schemas/asset.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { noContent } from "../schemas/system.ts";

const tags = ["assets"];

/** An image as it was sent. */
interface SentImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `/v1/assets`: pictures that overlays show. */
export function assetRoutes(app: Api, { engine }: RouteContext): void {
  const { maxBytes } = engine.assets;
  // One byte more than is taken: what is too large is told so by the engine, and never read whole.
  const bodyLimit = maxBytes + 1;
  app.addContentTypeParser(/^image\//, { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
    done(null, body),
  );

  app.post(
    "/assets",
    {
      schema: {
        tags,
        summary: "Take in an image for overlays: a form with a file, or the image itself and ?name=",
        querystring: assetName,
        response: { 201: assetView, ...failures },
      },
    },
    async (request, reply) => {
      const image = request.isMultipart() ? await fromForm(request, bodyLimit) : fromBody(request);
      const { name = image.name } = request.query;
      return reply.status(201).send(await engine.assets.add({ ...image, name }));
    },
  );

  app.get(
    "/assets",
    {
      schema: {
        tags,
        summary: "List assets",
        querystring: assetQuery,
        response: { 200: assetPage, ...failures },
      },
    },
    async (request) => engine.assets.list(request.query),
  );

  app.delete(
    "/assets/:id",
    {
      schema: {
        tags,
        summary: "Delete an asset: streams that show it play on without",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await engine.assets.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );
}

function fromBody({ body }: FastifyRequest): SentImage {
  if (body instanceof Uint8Array) return { name: "", bytes: body };
  throw new CutstreamError(
    "invalid_request",
    "The request must be a form with a file, or an image with its content type (image/png, say) and ?name=.",
  );
}

async function fromForm(request: FastifyRequest, limit: number): Promise<SentImage> {
  let file: SentImage | undefined;
  let name: string | undefined;
  for await (const part of request.parts({
    limits: { fileSize: limit, files: 1, fields: 4, fieldSize: 1024 },
  })) {
    if (part.type === "file") {
      // A file that is cut off at the limit is one byte too large, and refused as that.
      const bytes = await readUpTo(part.file);
      file = { name: part.filename, bytes };
    } else if (part.fieldname === "name" && typeof part.value === "string") {
      name = part.value;
    }
  }
  if (!file) throw new CutstreamError("invalid_request", "The form has no file.", { path: "file" });
  return { ...file, name: name ?? file.name };
}

async function readUpTo(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}
