import { STATUS_CODES } from "node:http";
import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

/** The parts of an OpenAPI document that are worked over here. */
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, unknown> };
}

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { schema: unknown }> };
  readonly responses?: Record<string, { description: string }>;
}

/** Describes the routes that are registered after it, from their zod schemas. `app.swagger()` is the document. */
export function describeApi(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Cutstream",
        version: "1",
        description: "Frame-exact, per-viewer HLS from shared segments.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
      security: [{ apiKey: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => {
      const full = jsonSchemaTransformObject(document);
      finish(full as unknown as Description);
      return full;
    },
  });
}

function finish(document: Description): void {
  dropInputTwins(document);
  // A route has one body schema in Fastify; this one takes two kinds of body.
  const ingest = document.paths["/v1/videos"]?.post?.requestBody;
  if (ingest) ingest.content["multipart/form-data"] = { schema: { $ref: "#/components/schemas/IngestForm" } };
  takesImage(document.paths["/v1/assets"]?.post);
  takesList(document.paths["/v1/mega-assets/{id}/versions"]?.post);
  for (const operation of Object.values(document.paths).flatMap(Object.values<Operation>)) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      if (response.description === "Default Response") response.description = meaning(status);
    }
  }
}

/** The body is read by content types that no schema is for. */
function takesImage(operation: Operation | undefined): void {
  if (!operation) return;
  const file = { type: "string", format: "binary" };
  const form = { type: "object", properties: { file, name: { type: "string" } }, required: ["file"] };
  const body = { "multipart/form-data": { schema: form }, "image/*": { schema: file } };
  Object.assign(operation, { requestBody: { required: true, content: body } });
}

/** The body is a file, in the format that the query names. */
function takesList(operation: Operation | undefined): void {
  if (!operation) return;
  const body = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  Object.assign(operation, { requestBody: { required: true, content: body } });
}

/**
 * Each schema comes twice, as `Thing` and, as what may be sent, as `ThingInput`. None of ours transforms what is sent:
 * the twins go.
 */
function dropInputTwins({ components, paths }: Description): void {
  for (const name of Object.keys(components.schemas)) {
    if (`${name}Input` in components.schemas) delete components.schemas[`${name}Input`];
  }
  renameReferences(components.schemas);
  renameReferences(paths);
}

function renameReferences(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  const object = node as Record<string, unknown>;
  if (typeof object.$ref === "string") object.$ref = object.$ref.replace(/Input$/, "");
  for (const child of Object.values(object)) renameReferences(child);
}

function meaning(status: string): string {
  if (status === "4XX") return "What the caller can mend.";
  if (status === "5XX") return "What the server failed at.";
  return `${STATUS_CODES[status]}.`;
}
