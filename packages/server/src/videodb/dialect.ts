import type { IncomingMessage } from "node:http";
import { CutstreamError, type Engine } from "@cutstream/engine";
import multipart from "@fastify/multipart";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Gate } from "../http/auth.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { toCutstreamError } from "../http/errors.ts";
import { serveInContext } from "../http/serve-in-context.ts";
import type { UploadStore } from "../uploads/upload-store.ts";
import type { DialectContext } from "./context.ts";
import { failed } from "./envelope.ts";
import { plainTarget } from "./plain-target.ts";
import { assetRoutes } from "./routes/assets.ts";
import { collectionRoutes } from "./routes/collections.ts";
import { outOfScope } from "./routes/out-of-scope.ts";
import { sceneRoutes } from "./routes/scenes.ts";
import { searchRoutes } from "./routes/search.ts";
import { streamRoutes } from "./routes/streams.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { timelineRoutes } from "./routes/timelines.ts";
import { transcriptRoutes } from "./routes/transcripts.ts";
import { uploadRoutes, uploadTarget } from "./routes/uploads.ts";
import { videoRoutes } from "./routes/videos.ts";
import { createTasks } from "./tasks.ts";
import { createTickets } from "./tickets.ts";

/** What the dialect is made of. */
export interface DialectOptions {
  readonly engine: Engine;
  readonly uploads: UploadStore;
  readonly gate: Gate;
  /** Path that it is mounted at: `/videodb`. */
  readonly mountedAt: string;
  /** Address that clients reach the server by; without it, the one that each request names. */
  readonly publicUrl?: string | undefined;
  /** Aborts when the server begins to close. */
  readonly closing: AbortSignal;
  readonly logger?: FastifyBaseLogger;
}

/** A timeline of 4000 of their clips, with captions in them, is some megabytes. */
const JSON_LIMIT = 16 * 1024 * 1024;

/** Makes the router of the dialect. It does not listen: requests are handed to its `routing`. */
export function createDialect(options: DialectOptions): FastifyInstance {
  const { engine, uploads, gate, mountedAt, publicUrl, closing, logger } = options;
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }), // the server around it does
    bodyLimit: JSON_LIMIT,
    requestIdHeader: "x-request-id",
    rewriteUrl: (request: IncomingMessage) => plainTarget(request.url ?? "/", mountedAt),
    routerOptions: { maxParamLength: 2048 },
  });
  app.decorateRequest("access", null);
  readAnyBody(app);
  serveInContext(app);
  app.register(multipart);
  allowAnyOrigin(app, "GET, HEAD, POST, PATCH, DELETE");
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id).header("cache-control", "no-store");
  });
  app.setErrorHandler((thrown, request, reply) => {
    const error = toCutstreamError(thrown);
    if (error.status >= 500) request.log.error({ err: error }, error.message);
    const { retryAfter } = error.details;
    if (retryAfter !== undefined) reply.header("retry-after", Math.max(1, Math.ceil(retryAfter)));
    return reply.status(error.status).send(failed(error));
  });

  const baseUrl = (request: FastifyRequest): string =>
    publicUrl ? `${publicUrl}${mountedAt}` : `${request.protocol}://${request.headers.host}${mountedAt}`;
  const tasks = createTasks({ engine, closing });
  const tickets = createTickets(uploads);
  const context: DialectContext = { engine, tickets, tasks, baseUrl };
  // The Python SDK sends no key with a file: the address is the key.
  app.register(async (scope) => uploadTarget(scope, context));
  app.register(async (scope) => {
    scope.addHook("onRequest", async (request) => openGate(gate, request));
    uploadRoutes(scope, context);
    collectionRoutes(scope, context);
    videoRoutes(scope, context);
    assetRoutes(scope, context);
    streamRoutes(scope, context);
    timelineRoutes(scope, context);
    searchRoutes(scope, context);
    transcriptRoutes(scope, context);
    sceneRoutes(scope, context);
    taskRoutes(scope, context);
    outOfScope(scope);
  });
  app.addHook("onReady", async () => tasks.resume());
  app.setNotFoundHandler(async (request) => {
    const path = request.url.split("?", 1)[0];
    throw new CutstreamError("not_found", `VideoDB's API has no ${request.method} ${path} here.`);
  });
  return app;
}

function openGate(gate: Gate, request: FastifyRequest): void {
  if (request.method === "OPTIONS") return;
  gate(request);
}

/** The Python SDK calls every body JSON, also where there is none. */
function readAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => {
    const text = String(body).trim();
    if (text === "") return done(null, {});
    try {
      done(null, JSON.parse(text));
    } catch (cause) {
      done(new CutstreamError("invalid_request", "The request's body is no JSON.", { cause }));
    }
  });
}
