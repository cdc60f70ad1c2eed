import type { RequestListener, Server } from "node:http";
import { CutstreamError, type Engine } from "@cutstream/engine";
import multipart from "@fastify/multipart";
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from "fastify";
import { admitRequests } from "./admission/admit-requests.ts";
import type { AdmissionLimits } from "./admission/limits.ts";
import { logRequests, redactingLogger } from "./http/access-log.ts";
import { type Gate, keyGate, loopbackGate } from "./http/auth.ts";
import { allowAnyOrigin } from "./http/cors.ts";
import { sendError, toCutstreamError } from "./http/errors.ts";
import { sendMisdirected } from "./http/misdirected.ts";
import { requestId } from "./http/request-id.ts";
import { serveInContext } from "./http/serve-in-context.ts";
import type { Api, RouteContext } from "./http/types.ts";
import { isHostilePath } from "./http/url.ts";
import { compileValidator } from "./http/validation.ts";
import { engineServices } from "./mcp/services.ts";
import { createMetrics, type ServerMetrics } from "./metrics/metrics.ts";
import { describeApi } from "./openapi.ts";
import { createFastLane, type FastLane } from "./origin/fast-lane.ts";
import { createGzipCache } from "./origin/gzip.ts";
import { createLaneOverHttp, type LaneOverHttp } from "./origin/lane-over-http.ts";
import { insightOf } from "./processes/insight.ts";
import type { Peers } from "./processes/member.ts";
import { assetRoutes } from "./routes/assets.ts";
import { browserModuleRoutes } from "./routes/browser-modules.ts";
import { cadenceRoutes } from "./routes/cadences.ts";
import { collectionRoutes } from "./routes/collections.ts";
import { eventRoutes } from "./routes/events.ts";
import { experimentRoutes } from "./routes/experiments.ts";
import { exportRoutes } from "./routes/exports.ts";
import { indexRoutes } from "./routes/indexes.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { mcpRoutes } from "./routes/mcp.ts";
import { megaAssetRoutes } from "./routes/mega-assets.ts";
import { memoryRoutes } from "./routes/memory.ts";
import { originRoutes } from "./routes/origin.ts";
import { playerRoutes } from "./routes/player.ts";
import { rankingRoutes } from "./routes/ranking.ts";
import { reelRoutes } from "./routes/reels.ts";
import { streamRoutes } from "./routes/streams.ts";
import { studioRoutes } from "./routes/studio.ts";
import { healthRoutes, insightRoutes } from "./routes/system.ts";
import { timelineRoutes } from "./routes/timelines.ts";
import { titleRoutes } from "./routes/titles.ts";
import { uploadRoutes } from "./routes/uploads.ts";
import { usageRoutes } from "./routes/usage.ts";
import { videoRoutes } from "./routes/videos.ts";
import { viewerReelRoutes } from "./routes/viewer-reels.ts";
import { traceRequests } from "./tracing/trace-requests.ts";
import type { UploadStore } from "./uploads/upload-store.ts";
import { videodb } from "./videodb/plugin.ts";
import { serveOnWire } from "./wire/serve-on-wire.ts";

/** Largest JSON body: a timeline of 10 000 clips is about 1 MiB. */
const JSON_LIMIT = 8 * 1024 * 1024;

/** Milliseconds between two looks for uploads that expired. */
const SWEEP_INTERVAL = 10 * 60 * 1000;

/** What a server is made of. */
export interface ServerOptions {
  readonly engine: Engine;
  readonly uploads: UploadStore;
  /** Keys that open `/v1` and `/mcp`. None: only requests from this machine are served there. */
  readonly apiKeys?: readonly string[];
  /** Decides in place of keys. */
  readonly gate?: Gate;
  /** Makes the server that listens. Default: Fastify's own. */
  readonly serverFactory?: FastifyServerOptions["serverFactory"];
  /** Puts others' lanes beside this server's, where it listens for them too. Default: its own alone. */
  readonly laneBehind?: (own: FastLane | undefined) => FastLane;
  /** Whether `/metrics` and `/openapi.json` need a key too. Default false. */
  readonly guardInsight?: boolean;
  /** Fastify's logger; requests are logged without queries, signatures and headers. Default none. */
  readonly logger?: FastifyServerOptions["logger"];
  /** Origin at which clients reach the server, for addresses of its own. Default: what each request names. */
  readonly publicUrl?: string;
  /** Those that the engine measures into. Default: of its own, which know nothing of the engine's work. */
  readonly metrics?: ServerMetrics;
  /** Bytes of JSON taken. Default 8 MiB. */
  readonly jsonLimit?: number;
  /** The processes that serve the port together, where this is one of several: what is told of it is told of all. */
  readonly peers?: Peers;
  /** Name of the tenant that is served, by which its figures are told apart from others' in all processes. */
  readonly tenant?: string;
  /** Up to where new work is taken; what is not given is as admission/limits.ts has it. */
  readonly limits?: Partial<AdmissionLimits>;
}

/**
 * Makes the HTTP server over an engine: the API under `/v1`, tools for agents at `/mcp`, the origin under `/u`, `/r`,
 * `/m` and `/t`, the studio at `/`, the player page, health, metrics and the OpenAPI document; of these, what the
 * engine's roles are for. It does not listen yet, and does not close the engine.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { uploads, serverFactory, metrics = createMetrics() } = options;
  const behindLane: typeof serverFactory =
    serverFactory &&
    ((own, made) => serverFactory((request, response) => answer(request, response, own), made));
  const { roles } = options.engine;
  const [isApi, isOrigin] = [roles.includes("api"), roles.includes("origin")];
  const app = Fastify({
    logger: redactingLogger(options.logger ?? false),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }), // access-log.ts does it
    bodyLimit: options.jsonLimit ?? JSON_LIMIT,
    requestIdHeader: false,
    genReqId: requestId,
    routerOptions: { maxParamLength: 2048 },
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
    ...(behindLane && { serverFactory: behindLane }),
  });
  const { engine, count } = admitRequests(app, options.engine, options.limits);
  const closing = new AbortController();
  const gzip = createGzipCache();
  const lane = createFastLane({ engine, gzip, metrics, log: app.log, count, closing: closing.signal });
  const answer = isOrigin ? createLaneOverHttp(lane, app.log) : leaveToRouter;
  app.decorate("answer", (request, response) => answer(request, response, app.routing));
  if (!serverFactory) putBefore(app.server, answer);
  app.decorate("lane", isOrigin ? lane : undefined);
  const wired = options.laneBehind?.(app.lane) ?? app.lane;
  if (wired) serveOnWire(app.server, { lane: wired, log: app.log, closing: closing.signal });
  const gate = options.gate ?? (options.apiKeys?.length ? keyGate(options.apiKeys) : loopbackGate());

  app.setErrorHandler(sendError);
  app.setNotFoundHandler(sendMisdirected(roles));
  app.setValidatorCompiler(compileValidator);
  // Answers have the types that their schemas give (checked by the compiler): no need to check them again as they go.
  app.setSerializerCompiler(() => JSON.stringify);
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("formUpload", null).decorateRequest("access", null);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
    if (isHostilePath(request.raw.url ?? "")) {
      throw new CutstreamError("invalid_request", "The request's path climbs or cannot be read.");
    }
  });
  app.addHook("onError", async (_request, _reply, error) => {
    const { code, details } = toCutstreamError(error);
    if (details.retryAfter !== undefined) metrics.refused(code);
  });
  app.addHook("preClose", async () => closing.abort());
  sweepUploads(app, uploads);

  traceRequests(app);
  serveInContext(app);
  metrics.measureRequests(app);
  logRequests(app);
  describeApi(app);
  app.register(multipart);
  if (isApi) {
    app.register(
      async (scope) => {
        apiRoutes(scope.withTypeProvider(), { engine, uploads, closing: closing.signal }, gate);
      },
      { prefix: "/v1" },
    );
    app.register(videodb, {
      ...{ prefix: "/videodb", engine, uploads, gate, closing: closing.signal, publicUrl: options.publicUrl },
    });
    app.register(async (scope) => mcpRoutes(scope, engineServices(engine), gate));
    app.register(async (scope) => studioRoutes(scope));
  }
  if (isOrigin) {
    app.register(async (scope) => originRoutes(scope, { engine, gate, gzip }));
    app.register(async (scope) => playerRoutes(scope));
  }
  if (isApi || isOrigin) {
    // Pages of viewers tell where they play from; the studio has the player too.
    app.register(async (scope) => eventRoutes(scope.withTypeProvider(), engine), { prefix: "/v1" });
    app.register(async (scope) => browserModuleRoutes(scope));
  }
  const insight = insightOf(engine, metrics, options.peers, options.tenant);
  app.register(async (scope) => healthRoutes(scope.withTypeProvider(), insight.health));
  app.register(async (scope) => {
    const { contentType } = metrics;
    insightRoutes(scope, { contentType, ...insight, gate: options.guardInsight ? gate : undefined });
  });
  return app;
}

function apiRoutes(app: Api, context: RouteContext, gate: Gate): void {
  allowAnyOrigin(app, "GET, HEAD, POST, PUT, PATCH, DELETE");
  app.addHook("onRequest", async (request) => {
    // A preflight carries no key, and changes nothing.
    if (request.method !== "OPTIONS") gate(request);
  });
  collectionRoutes(app, context);
  videoRoutes(app, context);
  uploadRoutes(app, context);
  jobRoutes(app, context);
  streamRoutes(app, context);
  exportRoutes(app, context);
  timelineRoutes(app, context);
  memoryRoutes(app, context);
  indexRoutes(app, context);
  reelRoutes(app, context);
  megaAssetRoutes(app, context);
  viewerReelRoutes(app, context);
  cadenceRoutes(app, context);
  experimentRoutes(app, context);
  titleRoutes(app, context);
  rankingRoutes(app, context);
  assetRoutes(app, context);
  usageRoutes(app, context);
}

const leaveToRouter: LaneOverHttp = (request, response, next) => next(request, response);

/** Has requests of a server go by a lane before they come to who would answer them otherwise. */
function putBefore(server: Server, handle: LaneOverHttp): void {
  const [own] = server.listeners("request") as RequestListener[];
  if (!own) return;
  server.removeAllListeners("request");
  server.on("request", (request, response) => handle(request, response, own));
}

declare module "fastify" {
  interface FastifyInstance {
    /** Answers a request as the server that listens would: for one that has another in front of it. */
    answer: RequestListener;
    /** The short way to what players fetch; undefined where the server is no origin. */
    lane: FastLane | undefined;
  }
}

function sweepUploads(app: FastifyInstance, uploads: UploadStore): void {
  const sweep = () =>
    uploads.sweep().catch((error) => app.log.error({ err: error }, "uploads were not swept"));
  const timer = setInterval(sweep, SWEEP_INTERVAL).unref();
  app.addHook("onClose", async () => clearInterval(timer));
}
