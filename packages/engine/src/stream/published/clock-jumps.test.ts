import fc from "fast-check";
import { expect, test } from "vitest";
import { asCutstreamError } from "../../errors.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";

/**
 * A clock that is set ahead and back, by seconds and by years, between what callers do. Each stream plays just while the
 * clock stands before its end, whatever it stood at in between, and one that was revoked never plays again.
 */

const YEAR = 365 * 86_400_000;
const versions = [makeVersion({ n: 1 })];
const timeline = { clips: [{ video: "v0", start: { frame: 0 }, end: { frame: 50 } }] };

const ttl = fc.integer({ min: 1, max: 100_000 });
const which = fc.nat(4);
const step = fc.oneof(
  fc.record({ kind: fc.constant("publish" as const), ttl }),
  fc.record({ kind: fc.constant("renew" as const), which, ttl }),
  fc.record({ kind: fc.constant("revoke" as const), which }),
  fc.record({
    kind: fc.constant("jump" as const),
    by: fc.oneof(
      fc.integer({ min: -200_000_000, max: 200_000_000 }),
      fc.integer({ min: -5 * YEAR, max: 5 * YEAR }),
    ),
  }),
);

/** What a stream should be. */
interface Known {
  readonly id: string;
  readonly url: string;
  expires: number;
  revoked: boolean;
}

test("streams play while the clock stands before their end, wherever it jumps, and never once revoked", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const { streams, clock, catalog, origin } = await createMadeEngine({ versions });
      const known: Known[] = [];
      for (const one of steps) {
        const stream = "which" in one ? known[one.which % Math.max(1, known.length)] : undefined;
        if (one.kind === "jump") clock.now += one.by;
        if (one.kind === "publish") {
          const { id, url } = await streams.publish({ timeline, ttl: one.ttl });
          known.push({ id, url, expires: clock.now + one.ttl * 1000, revoked: false });
        }
        if (one.kind === "revoke" && stream) {
          await streams.revoke(stream.id);
          stream.revoked = true;
        }
        if (one.kind === "renew" && stream && !stream.revoked) {
          await streams.renew(stream.id, one.ttl);
          stream.expires = clock.now + one.ttl * 1000;
        }
        for (const { id, url, expires, revoked } of known) {
          const wanted = revoked ? "stream_revoked" : clock.now < expires ? "plays" : "stream_expired";
          const [, , user = "", , signature = "", file = ""] = new URL(url).pathname.split("/");
          const answer = await origin.playlist({ user, stream: id, signature, file, form: "default" }).then(
            () => "plays",
            (error: unknown) => asCutstreamError(error).code,
          );
          expect([id, answer]).toEqual([id, wanted]);
        }
      }
      // None is lost from the list, however the times at which they were made are ordered.
      const listed: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await streams.list({ limit: 2, ...(cursor !== null && { cursor }) });
        listed.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== null);
      expect(listed.toSorted()).toEqual(known.map(({ id }) => id).toSorted());
      await catalog.close();
    }),
    { numRuns: 40 },
  );
});
