import { CutstreamError, type Engine } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import type { Gate } from "../http/auth.ts";
import { logReel } from "../http/log-reel.ts";
import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import {
  reelAddressRequest,
  reelAddressView,
  viewerReelRequest,
  viewerReelView,
} from "../schemas/viewer-reel.ts";

const tags = ["reels"];

/** `/v1/reels`: reels that are ranked and laid out for one viewer as play is pressed. */
export function viewerReelRoutes(app: Api, { engine }: RouteContext): void {
  app.post(
    "/reels",
    {
      schema: {
        tags,
        summary: "Make a viewer's reel: rank the titles, lay them out, publish",
        body: viewerReelRequest,
        response: { 201: viewerReelView, ...failures },
      },
    },
    async (request, reply) => {
      const reel = await engine.reels.make(request.body);
      logReel(request.log, reel);
      return reply.status(201).send(reel);
    },
  );

  app.get(
    "/reels/:id",
    {
      schema: {
        tags,
        summary: "Show how a reel came about, by the id of its stream",
        params: idParams,
        response: { 200: viewerReelView, ...failures },
      },
    },
    async (request) => engine.reels.show(request.params.id),
  );

  app.post(
    "/reels/address",
    {
      schema: {
        tags,
        summary: "Sign an address that gives a viewer's reel of the moment, for players that only know a URL",
        body: reelAddressRequest,
        response: { 201: reelAddressView, ...failures },
      },
    },
    async (request, reply) => reply.status(201).send(await engine.reels.address(request.body)),
  );
}

interface AddressRoute {
  readonly Params: { viewer: string; file: string };
  readonly Querystring: { until?: string; signature?: string };
}

/**
 * `/r/{viewer}/{cadence}.m3u8`: redirects to the stream that the viewer is to see now. Opened by its signature, or by a
 * key as `/v1` is.
 */
export function reelAddressRoute(app: FastifyInstance, engine: Engine, gate: Gate): void {
  app.route<AddressRoute>({
    method: ["GET", "HEAD"],
    url: "/r/:viewer/:file",
    schema: { hide: true },
    handler: async (request, reply) => {
      const { viewer, file } = request.params;
      const cadence = /^(.+)\.m3u8$/.exec(file)?.[1];
      if (cadence === undefined)
        throw new CutstreamError("not_found", `There is no ${file}; it ends in .m3u8.`);
      const { until = "", signature } = request.query;
      if (signature === undefined) gate(request);
      const signed = signature === undefined ? undefined : { until, signature };
      const reel = await engine.reels.open({ viewer, cadence, ...(signed && { signed }) });
      logReel(request.log, reel);
      return reply.status(302).header("location", reel.stream.url).header("cache-control", "no-store").send();
    },
  });
}
