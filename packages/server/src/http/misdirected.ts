import { CutstreamError, type Role } from "@cutstream/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendError, sendNotFound } from "./errors.ts";

/** First parts of the paths that nodes of a role serve. Those of several are served by each of them. */
const SERVED: Readonly<Record<Exclude<Role, "worker">, readonly string[]>> = {
  api: ["v1", "mcp", "videodb", "studio", "player.js", "overlay.js"],
  origin: ["u", "r", "m", "a", "e", "t", "player", "watch", "embed", "player.js", "overlay.js"],
};

/**
 * Answers routes that are not there: 421 where they are on nodes of another role (RFC 9110 §15.5.20), 404 where they are
 * nowhere.
 */
export function sendMisdirected(roles: readonly Role[]) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split("?", 1)[0] ?? "/";
    const wanted = rolesServing(path);
    if (wanted.length === 0 || wanted.some((role) => roles.includes(role)))
      return sendNotFound(request, reply);
    const message = `This node is ${roles.join(" and ")}, and does not serve ${path}: nodes that are ${wanted.join(" or ")} do.`;
    return sendError(new CutstreamError("misdirected", message), request, reply);
  };
}

function rolesServing(path: string): readonly Role[] {
  const first = path.split("/")[1] ?? "";
  if (path === "/v1/events") return ["api", "origin"];
  if (first === "") return ["api"];
  return (["api", "origin"] as const).filter((role) => SERVED[role].includes(first));
}
