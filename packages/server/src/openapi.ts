import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import { ingestForm } from "./schemas/video.ts";

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
    transformObject: (document) => withForm(jsonSchemaTransformObject(document)),
  });
}

/** Adds the form to `POST /v1/videos`: a route has one body schema in Fastify, this one takes two kinds of body. */
function withForm(document: ReturnType<typeof jsonSchemaTransformObject>): typeof document {
  const body = (document as Description).paths["/v1/videos"]?.post?.requestBody;
  if (body) body.content["multipart/form-data"] = { schema: z.toJSONSchema(ingestForm, { io: "input" }) };
  return document;
}

interface Description {
  readonly paths: Record<
    string,
    { post?: { requestBody?: { content: Record<string, { schema: unknown }> } } }
  >;
}
