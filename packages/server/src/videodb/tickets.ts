import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CutstreamError } from "@cutstream/engine";
import type { FastifyRequest } from "fastify";
import { receiveForm } from "../uploads/form.ts";
import type { UploadedSource, UploadStore } from "../uploads/upload-store.ts";

/** Milliseconds that a ticket is good for: a large file takes its time. */
const LIFETIME = 24 * 3600 * 1000;
/** Milliseconds between two looks for tickets that nobody used. */
const SWEEP = 3600 * 1000;
/** 24 bytes in base64url. */
const TICKET = /^[\w-]{32}$/;

/**
 * Addresses that one file may be sent to without a key, and taken from afterwards. They are kept beside the uploads, so
 * that an upload in three steps goes on after a restart.
 */
export interface Tickets {
  /** Makes a ticket that nobody can guess. */
  issue(): Promise<string>;
  /** Takes the file of a form in. @throws CutstreamError `not_found`, `invalid_request`, `source_too_large` */
  receive(ticket: string, request: FastifyRequest): Promise<void>;
  /** Whether an address is that of a ticket. @returns the ticket */
  ticketOf(url: string): Promise<string | undefined>;
  /** Hands the file of a ticket over, once. @throws CutstreamError `not_found`, `invalid_request` */
  redeem<T>(ticket: string, use: (source: UploadedSource) => Promise<T>): Promise<T>;
}

/** Opens the tickets of an upload store: an empty file for each, and beside it the upload that was sent there. */
export function createTickets(uploads: UploadStore, now: () => number = Date.now): Tickets {
  const folder = join(uploads.options.directory, "tickets");
  const pathOf = (ticket: string) => join(folder, ticket);
  const sentTo = (ticket: string) => `${pathOf(ticket)}.upload`;
  let swept = Number.NEGATIVE_INFINITY;
  /** What the last sweep found expired: it goes if the next one does too, so that a clock that jumped takes nothing. */
  let expired: ReadonlySet<string> = new Set();

  const isGood = async (ticket: string): Promise<boolean> => {
    if (!TICKET.test(ticket)) return false;
    const issued = await stat(pathOf(ticket)).catch(unlessMissing);
    return issued !== undefined && now() - issued.mtimeMs < LIFETIME;
  };

  const assertGood = async (ticket: string): Promise<void> => {
    if (await isGood(ticket)) return;
    throw new CutstreamError("not_found", "This upload address is unknown, or was used already.");
  };

  const uploadOf = (ticket: string): Promise<string | undefined> =>
    readFile(sentTo(ticket), "utf8").catch(unlessMissing);

  /** What was sent to a ticket expires with the other uploads. */
  const forget = async (ticket: string): Promise<void> => {
    await rm(pathOf(ticket), { force: true });
    await rm(sentTo(ticket), { force: true });
  };

  const sweep = async (): Promise<void> => {
    if (now() >= swept && now() - swept < SWEEP) return;
    swept = now();
    const before = expired;
    const found = new Set<string>();
    for (const ticket of await readdir(folder)) {
      if (!TICKET.test(ticket) || (await isGood(ticket))) continue;
      if (before.has(ticket)) await forget(ticket);
      else found.add(ticket);
    }
    expired = found;
  };

  return {
    async issue() {
      await mkdir(folder, { recursive: true });
      await sweep();
      const ticket = randomBytes(24).toString("base64url");
      await writeFile(pathOf(ticket), "", { flag: "wx" });
      return ticket;
    },

    async receive(ticket, request) {
      await assertGood(ticket);
      if ((await uploadOf(ticket)) !== undefined) throw sentAlready();
      const { upload } = await receiveForm(request, uploads);
      try {
        // Of two that are sent at a time, one counts.
        await writeFile(sentTo(ticket), upload, { flag: "wx" });
      } catch (error) {
        await uploads.remove(upload);
        throw isCalled(error, "EEXIST") ? sentAlready() : error;
      }
    },

    async ticketOf(url) {
      const last = url.split("?", 1)[0]?.split("/").at(-1) ?? "";
      return (await isGood(last)) ? last : undefined;
    },

    async redeem(ticket, use) {
      await assertGood(ticket);
      const upload = await uploadOf(ticket);
      if (upload === undefined)
        throw new CutstreamError("invalid_request", "No file was sent to this address yet.");
      const result = await uploads.consume(upload, use);
      await forget(ticket);
      return result;
    },
  };
}

const sentAlready = () => new CutstreamError("invalid_request", "A file was sent to this address already.");

function unlessMissing(error: unknown): undefined {
  if (!isCalled(error, "ENOENT")) throw error;
}

const isCalled = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
