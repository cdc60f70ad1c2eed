import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FastifyBaseLogger } from "fastify";
import { toCutstreamError } from "../http/errors.ts";
import type { Ended, FastLane } from "../origin/fast-lane.ts";
import { logBreak, piecesOf, type Reply, wholeBody } from "../origin/reply.ts";
import type { Flush } from "./flush.ts";
import { readRequestHead } from "./request-head.ts";
import { writeResponseHead } from "./response-head.ts";

const HEAD_END = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);

/** What a connection is served with. */
export interface ConnectionParts {
  readonly lane: FastLane;
  readonly flush: Flush;
  readonly log: Pick<FastifyBaseLogger, "error">;
  /** Milliseconds after which a connection is ended that nothing comes from, or that takes nothing of its answer. */
  readonly keepAlive: number;
  /** Whether the server takes its leave. */
  readonly closing: AbortSignal;
  /**
   * Takes the connection over for good, from the request on that is read from it next.
   * @param failure why the lane could not answer that request; undefined where it did not try.
   */
  readonly handOver: (socket: Socket, failure: unknown) => void;
}

/** A connection whose requests the lane answers, one after the other. */
export interface Connection {
  /** Ends it where it waits for a request. */
  endIdle(): void;
}

/**
 * Answers requests of a connection without Node's HTTP server, for as long as each is a whole plain head that the lane
 * has an answer to. The first that is not, and all that comes after it, goes to `handOver` as it came. Node's server
 * costs more than the lane does: a stream each for request and response, and their events.
 */
export function serveConnection(
  socket: Socket,
  { lane, flush, log, keepAlive, closing, handOver }: ConnectionParts,
): Connection {
  /** Takes down the answer that is being made or written; undefined while a request is waited for. */
  let busy: { ended?: () => void } | undefined;
  /** What came while a request was being answered. */
  let waiting: Buffer | undefined;
  /** The client has said all it has to say. */
  let heard = false;

  const take = (bytes: Buffer): void => {
    if (busy) {
      waiting = waiting ? Buffer.concat([waiting, bytes]) : bytes;
      socket.pause();
      return;
    }
    const end = bytes.indexOf(HEAD_END) + HEAD_END.length;
    const request = readRequestHead(bytes.subarray(0, end));
    const answer = request && lane.visit(request);
    if (!answer) {
      leave(bytes);
      return;
    }
    busy = {};
    if (end < bytes.length) waiting = bytes.subarray(end);
    answer(reply).catch((thrown: unknown) => {
      if (busy?.ended) {
        log.error({ err: thrown }, "an answer broke off");
        socket.destroy();
      } else {
        leave(Buffer.concat([bytes.subarray(0, end), waiting ?? NOTHING]), thrown);
      }
    });
  };

  const leave = (bytes: Buffer, failure?: unknown): void => {
    if (socket.destroyed) return;
    if (heard) {
      refuse(failure);
      return;
    }
    socket.pause();
    socket.off("data", take).off("end", end).off("timeout", expire).off("error", destroy).off("close", close);
    socket.setTimeout(0);
    socket.unshift(bytes);
    handOver(socket, failure);
    socket.resume();
  };

  /** For a client that has ended its side: nothing can be put back there for Node's server to read. */
  const refuse = (failure: unknown): void => {
    const status = failure === undefined ? 400 : toCutstreamError(failure).status;
    socket.write(
      writeResponseHead({ status, headers: { "content-length": 0 }, keepAlive: undefined }),
      "latin1",
    );
    socket.destroySoon();
  };

  const reply = (ended: Ended): Reply => ({
    send(status, headers, body, sent) {
      const before = socket.bytesWritten;
      busy = { ended: () => ended(status, socket.bytesWritten - before) };
      const last = (heard && !waiting) || closing.aborted;
      const head = writeResponseHead({ status, headers, keepAlive: last ? undefined : keepAlive / 1000 });
      const over = (error?: Error | null): void => {
        if (error || socket.destroyed) return;
        sent?.();
        next(last);
      };
      if (!(body instanceof Readable)) {
        const pieces = [Buffer.from(head, "latin1"), ...piecesOf(body)];
        socket.cork();
        for (const [n, piece] of pieces.entries()) {
          socket.write(piece, n === pieces.length - 1 ? over : undefined);
        }
        flush(socket);
        return;
      }
      socket.write(head, "latin1");
      pipeline(body, wholeBody(headers), socket, { end: false }).then(
        () => over(),
        (error: Error) => {
          logBreak(log)(error);
          socket.destroy();
        },
      );
    },
  });

  const next = (last: boolean): void => {
    busy?.ended?.();
    busy = undefined;
    const bytes = waiting;
    waiting = undefined;
    if (last || (heard && !bytes)) {
      socket.destroySoon();
    } else if (bytes) {
      socket.resume();
      take(bytes);
    }
  };

  const end = (): void => {
    heard = true;
    if (!busy) socket.destroySoon();
  };
  const endIdle = (): void => {
    if (!busy) socket.destroy();
  };
  const expire = (): void => {
    // Or the client takes nothing of its answer, whose memory is not to be held for ever.
    if (!busy || socket.writableLength > 0) socket.destroy();
  };
  const close = (): void => busy?.ended?.();
  const destroy = (): void => void socket.destroy();

  socket.on("data", take).on("end", end).on("timeout", expire).on("error", destroy).on("close", close);
  socket.setTimeout(keepAlive);
  return { endIdle };
}
