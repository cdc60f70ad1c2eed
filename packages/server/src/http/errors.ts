import { asCutstreamError, CutstreamError, type ErrorCode } from "@cutstream/engine";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ErrorBody } from "../schemas/error.ts";
import { lingerOver } from "./linger.ts";

/** What Fastify and its plugins call things, and what we do. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_REQ_FILE_TOO_LARGE: "source_too_large",
  FST_ERR_MAX_PARAM_LENGTH: "not_found",
};

/** Turns anything thrown while answering into a {@link CutstreamError}. */
export function toCutstreamError(thrown: unknown): CutstreamError {
  if (thrown instanceof CutstreamError) return thrown;
  if (isFastifyError(thrown)) {
    const code = FRAMEWORK_CODES[thrown.code];
    // Fastify's message repeats the whole path.
    const message = code === "not_found" ? "A part of the request's path is too long." : thrown.message;
    if (code !== undefined) return new CutstreamError(code, message, { cause: thrown });
  }
  // Malformed JSON, a wrong content type, a form cut short: Fastify marks what is the caller's fault with a 4xx.
  const status = thrown instanceof Error && "statusCode" in thrown ? Number(thrown.statusCode) : 500;
  if (status >= 400 && status < 500) {
    return new CutstreamError("invalid_request", (thrown as Error).message, { cause: thrown });
  }
  return asCutstreamError(thrown);
}

/** The JSON body that an error is answered with. */
export function errorBodyOf(error: CutstreamError, requestId: string): ErrorBody {
  const { code, message, remedy } = error;
  const { path } = error.details;
  return { error: { code, message, remedy, ...(path === undefined ? {} : { path }), requestId } };
}

/** Answers with the error; the one place where errors become HTTP. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toCutstreamError(thrown);
  if (error.status >= 500) request.log.error({ err: error }, error.message);
  const { retryAfter } = error;
  if (retryAfter !== undefined) reply.header("retry-after", Math.max(1, Math.ceil(retryAfter)));
  if (error.code === "unauthorized") reply.header("www-authenticate", 'Bearer realm="cutstream"');
  if (!request.raw.complete) lingerOver(request, reply);
  return reply
    .status(error.status)
    .header("x-request-id", request.id)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send(errorBodyOf(error, request.id));
}

/** Answers routes that are not there. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split("?", 1)[0];
  return sendError(new CutstreamError("not_found", `There is no ${request.method} ${path}.`), request, reply);
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string";
}
