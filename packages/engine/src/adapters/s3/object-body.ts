import type { Readable } from "node:stream";
import type { ByteRange } from "../../seams/blob-store.ts";

/** How often a body that broke off is asked for again without a byte having come in between. */
const REOPENINGS = 3;

/**
 * The bytes of a range of an object. Where they break off, those that are missing are asked for again: objects never
 * change, and a slow viewer's pause may outlast what a server waits for.
 * @param first the body that was answered to the whole range.
 * @param reopen asks for the rest.
 * @throws what the last attempt threw.
 */
export async function* objectBody(
  first: Readable,
  { start, end }: ByteRange,
  reopen: (rest: ByteRange) => Promise<Readable>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let body = first;
  let chunks = iterate(body);
  let at = start;
  let failures = 0;
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await chunks.next();
        if (next.done && at < end) throw new Error("it ended early");
      } catch (thrown) {
        if (at === end || ++failures > REOPENINGS) throw thrown;
        body.destroy();
        body = await reopen({ start: at, end });
        chunks = iterate(body);
        continue;
      }
      if (next.done) return;
      failures = 0;
      at += next.value.length;
      if (at > end) throw new Error("it has more bytes than were asked for");
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}

const iterate = (body: Readable): AsyncIterator<Uint8Array> => body[Symbol.asyncIterator]();
