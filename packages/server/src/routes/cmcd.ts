import { CutstreamError, type Engine } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { cmcdOf } from "../origin/cmcd.ts";

/** Where players post what they report: beside the playlist, whose signature is the authority. */
interface ReportRoute {
  readonly Params: { user: string; stream: string; signature: string };
}

/** CTA-5004-B, event mode. */
const TYPE = "application/cmcd";
const LIMIT = 256 * 1024;

/** Counts the CMCD that requests of this scope carry, and takes reports in: `POST /u/{user}/{stream}/{signature}/events`. */
export function cmcdRoutes(app: FastifyInstance, engine: Engine): void {
  app.addHook("onRequest", (request, _reply, done) => {
    const cmcd = cmcdOf(request);
    if (cmcd !== undefined) engine.telemetry.countCmcd(cmcd);
    done();
  });
  app.addContentTypeParser(
    TYPE,
    { parseAs: "string", bodyLimit: LIMIT },
    async (_: unknown, body: string) => body,
  );

  app.route<ReportRoute>({
    method: "POST",
    url: "/u/:user/:stream/:signature/events",
    schema: { hide: true },
    handler: async ({ params: { user, stream, signature }, headers, body }) => {
      if (typeof body === "string") {
        return engine.telemetry.takeCmcd(`/u/${encodeURIComponent(user)}/${stream}/${signature}/`, body);
      }
      const message = `A report of CMCD has the type ${TYPE}; got ${headers["content-type"] ?? "none"}.`;
      throw new CutstreamError("invalid_request", message);
    },
  });
}
