import type { Engine } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";
import type { Tasks } from "./tasks.ts";
import type { Tickets } from "./tickets.ts";

/** What the dialect's routes work with. */
export interface DialectContext {
  readonly engine: Engine;
  readonly tickets: Tickets;
  readonly tasks: Tasks;
  /** Address that the SDK has as its base URL, as far as the request tells. */
  readonly baseUrl: (request: FastifyRequest) => string;
}
