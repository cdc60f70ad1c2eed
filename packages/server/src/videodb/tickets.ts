import { randomBytes } from "node:crypto";
import { CutstreamError } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { receiveForm } from "../uploads/form.ts";
import type { UploadedSource, UploadStore } from "../uploads/upload-store.ts";

/** Milliseconds that a ticket is good for: a large file takes its time. */
const LIFETIME = 24 * 3600 * 1000;
const MOST_TICKETS = 10_000;

/**
 * Addresses that one file may be sent to without a key, and taken from afterwards. They are kept in memory: an upload
 * in three steps that the server restarts under is begun again.
 */
export interface Tickets {
  /** Makes a ticket that nobody can guess. */
  issue(): string;
  /** Takes the file of a form in. @throws CutstreamError `not_found`, `invalid_request`, `source_too_large` */
  receive(ticket: string, request: FastifyRequest): Promise<void>;
  /** Whether an address is that of a ticket. @returns the ticket */
  ticketOf(url: string): string | undefined;
  /** Hands the file of a ticket over, once. @throws CutstreamError `not_found`, `invalid_request` */
  redeem<T>(ticket: string, use: (source: UploadedSource) => Promise<T>): Promise<T>;
}

export function createTickets(uploads: UploadStore): Tickets {
  const files = new LRUCache<string, { upload: string | null }>({ max: MOST_TICKETS, ttl: LIFETIME });

  const find = (ticket: string) => {
    const found = files.get(ticket);
    if (!found) throw new CutstreamError("not_found", "This upload address is unknown, or was used already.");
    return found;
  };

  return {
    issue() {
      const ticket = randomBytes(24).toString("base64url");
      files.set(ticket, { upload: null });
      return ticket;
    },

    async receive(ticket, request) {
      const found = find(ticket);
      if (found.upload !== null)
        throw new CutstreamError("invalid_request", "A file was sent to this address already.");
      const { upload } = await receiveForm(request, uploads);
      found.upload = upload;
    },

    ticketOf(url) {
      const last = url.split("?", 1)[0]?.split("/").at(-1) ?? "";
      return files.has(last) ? last : undefined;
    },

    async redeem(ticket, use) {
      const { upload } = find(ticket);
      if (upload === null)
        throw new CutstreamError("invalid_request", "No file was sent to this address yet.");
      const result = await uploads.consume(upload, use);
      files.delete(ticket);
      return result;
    },
  };
}
