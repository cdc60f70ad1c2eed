import { CutstreamError } from "@cutstream/engine";
import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { jobAccepted } from "../schemas/job.ts";
import {
  addVersionQuery,
  megaAssetDetail,
  megaAssetPage,
  megaAssetQuery,
  megaAssetRequest,
  megaAssetView,
  megaReportView,
  megaVersionParams,
  megaVersionView,
  timecodesQuery,
  verifyVersionRequest,
} from "../schemas/mega-asset.ts";
import { noContent } from "../schemas/system.ts";
import { renderReport, reportPolicy } from "./mega-report.ts";

const tags = ["mega-assets"];

/** Bytes of a list: FCPXML of 200,000 clips. */
const LIST_LIMIT = 64 * 2 ** 20;

const LIST_TYPES = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  edl: "text/plain; charset=utf-8",
  otio: "application/json; charset=utf-8",
  fcpxml: "application/xml; charset=utf-8",
} as const;

/** `/v1/mega-assets`: long videos of many short clips. */
export function megaAssetRoutes(app: Api, { engine }: RouteContext): void {
  assetRoutes(app, engine);
  versionRoutes(app, engine);
  reportRoutes(app, engine);
  app.register(async (scope) => addVersionRoute(scope.withTypeProvider(), engine));
}

type Engine = RouteContext["engine"];

function assetRoutes(app: Api, { megaAssets }: Engine): void {
  app.post(
    "/mega-assets",
    {
      schema: {
        tags,
        summary: "Create a mega asset",
        body: megaAssetRequest,
        response: { 201: megaAssetView, ...failures },
      },
    },
    async (request, reply) => reply.status(201).send(await megaAssets.create(request.body)),
  );

  app.get(
    "/mega-assets",
    {
      schema: {
        tags,
        summary: "List mega assets",
        querystring: megaAssetQuery,
        response: { 200: megaAssetPage, ...failures },
      },
    },
    async (request) => megaAssets.list(request.query),
  );

  app.get(
    "/mega-assets/:id",
    {
      schema: {
        tags,
        summary: "Show a mega asset and its versions",
        description: "By its id or its name, as in all paths below.",
        params: idParams,
        response: { 200: megaAssetDetail, ...failures },
      },
    },
    async (request) => megaAssets.get(request.params.id),
  );

  app.delete(
    "/mega-assets/:id",
    {
      schema: {
        tags,
        summary: "Delete a mega asset: streams made of it play on",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await megaAssets.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/mega-assets/:id/rollback",
    {
      schema: {
        tags,
        summary: "Make the version stable that was before",
        params: idParams,
        response: { 200: megaAssetView, ...failures },
      },
    },
    async (request) => megaAssets.rollback(request.params.id),
  );
}

function versionRoutes(app: Api, { megaAssets }: Engine): void {
  app.get(
    "/mega-assets/:id/versions/:version",
    {
      schema: {
        tags,
        summary: "Show a version",
        params: megaVersionParams,
        response: { 200: megaVersionView, ...failures },
      },
    },
    async ({ params }) => megaAssets.version(params.id, params.version),
  );

  app.post(
    "/mega-assets/:id/versions/:version/verify",
    {
      schema: {
        tags,
        summary: "Verify a version, in the background",
        description:
          "Compares the list with its video, and each in and out with the cuts in the picture; where nothing is wrong, " +
          "makes all that cuts at its clips will need encoded. The report says what was found.",
        params: megaVersionParams,
        body: verifyVersionRequest,
        response: { 202: jobAccepted, ...failures },
      },
    },
    async ({ params, body }, reply) =>
      reply.status(202).send({ job: await megaAssets.verify(params.id, params.version, body ?? {}) }),
  );

  app.post(
    "/mega-assets/:id/versions/:version/promote",
    {
      schema: {
        tags,
        summary: "Make a verified version the one that reels are made of",
        params: megaVersionParams,
        response: { 200: megaAssetView, ...failures },
      },
    },
    async ({ params }) => megaAssets.promote(params.id, params.version),
  );

  app.post(
    "/mega-assets/:id/versions/:version/retire",
    {
      schema: {
        tags,
        summary: "Take a version out of use: streams made of it play on",
        params: megaVersionParams,
        response: { 200: megaVersionView, ...failures },
      },
    },
    async ({ params }) => megaAssets.retire(params.id, params.version),
  );
}

function reportRoutes(app: Api, { megaAssets }: Engine): void {
  app.get(
    "/mega-assets/:id/versions/:version/timecodes",
    {
      schema: {
        tags,
        summary: "Show a version's list, in any format",
        params: megaVersionParams,
        querystring: timecodesQuery,
      },
    },
    async ({ params, query: { format = "json" } }, reply) => {
      const text = await megaAssets.timecodes(params.id, params.version, format);
      return reply.type(LIST_TYPES[format]).serializer(String).send(text);
    },
  );

  app.get(
    "/mega-assets/:id/versions/:version/report",
    {
      schema: {
        tags,
        summary: "Show what the last verification found",
        params: megaVersionParams,
        response: { 200: megaReportView, ...failures },
      },
    },
    async ({ params }) => megaAssets.report(params.id, params.version),
  );

  app.get(
    "/mega-assets/:id/versions/:version/report.html",
    {
      schema: {
        tags,
        summary: "The same as a page, with the frames side by side",
        params: megaVersionParams,
      },
    },
    async ({ params }, reply) => {
      const [asset, report] = [
        await megaAssets.get(params.id),
        await megaAssets.report(params.id, params.version),
      ];
      return reply
        .type("text/html; charset=utf-8")
        .header("content-security-policy", reportPolicy)
        .header("cache-control", "no-store")
        .serializer(String)
        .send(renderReport(asset.name, report));
    },
  );
}

/** A scope of its own: a file is taken as it is, whatever it calls itself. */
function addVersionRoute(app: Api, { megaAssets }: Engine): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: LIST_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    "/mega-assets/:id/versions",
    {
      bodyLimit: LIST_LIMIT,
      schema: {
        tags,
        summary: "Add a version: a video, and its list of timecodes as the body",
        params: idParams,
        querystring: addVersionQuery,
        response: { 201: megaVersionView, ...failures },
      },
    },
    async ({ params, query: { video, ...file }, body }, reply) => {
      const bytes: unknown = body;
      if (!(bytes instanceof Uint8Array))
        throw new CutstreamError("invalid_request", "The request has no body: send the list's bytes.");
      const version = await megaAssets.addVersion(params.id, { video, list: { ...file, bytes } });
      return reply.status(201).send(version);
    },
  );
}
