import type { Engine } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { createAdmission } from "./admission.ts";
import { admitToEngine } from "./admit-engine.ts";
import { watchEventLoop } from "./event-loop.ts";
import { type AdmissionLimits, DEFAULT_LIMITS } from "./limits.ts";
import { createTurns } from "./turns.ts";

/**
 * Answers to players that begin in a turn of the event loop. A few milliseconds of work: of a crowd's hundreds at once,
 * a turn would take a second, in which nobody new is seen, be it only to be refused.
 */
const ANSWERS_A_TURN = 16;

/** The engine as requests may use it while the server is as busy as it is. */
export interface AdmittedRequests {
  readonly engine: Engine;
  /** Counts a request that does not come by way of `app`. */
  readonly count: () => void;
}

/** Has requests of `app` use the engine only as far as it is not too busy. Watches until `app` is closed. */
export function admitRequests(
  app: FastifyInstance,
  engine: Engine,
  limits: Partial<AdmissionLimits> = {},
): AdmittedRequests {
  const loop = watchEventLoop();
  app.addHook("onRequest", (_request, _reply, done) => {
    loop.count();
    done();
  });
  app.addHook("onClose", async () => loop.stop());
  const answers = createTurns(ANSWERS_A_TURN);
  const signs = {
    lateness: loop.lateness,
    rate: loop.rate,
    waited: answers.waited,
    encodes: engine.encodesAwaited,
  };
  const admission = createAdmission({ ...DEFAULT_LIMITS, ...limits }, signs);
  return { engine: admitToEngine(engine, admission, answers), count: loop.count };
}
