import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { createSigner } from "./signature.ts";

/** Addresses of streams as tokens: what somebody who has one, or none, can make of it. */

type Made = Awaited<ReturnType<typeof createMadeEngine>>;
let made: Made;
let address: { user: string; stream: string; signature: string };

const clips = [{ video: "v0", start: { frame: 0 }, end: { frame: 100 } }];
const publish = async (user: string) => {
  const { url, id } = await made.streams.publish({ timeline: { clips }, user, ttl: "1h" });
  const [, , name = "", stream = "", signature = ""] = new URL(url).pathname.split("/");
  return { id, address: { user: decodeURIComponent(name), stream, signature } };
};
const ask = (change: Partial<typeof address> = {}) =>
  made.origin.playlist({ ...address, ...change, file: "x.m3u8", form: "default" }).then(
    () => "served",
    ({ code }: { code: string }) => code,
  );

beforeAll(async () => {
  made = await createMadeEngine({ versions: [makeVersion({ n: 1 })] });
  ({ address } = await publish("ann"));
});
afterAll(() => made.catalog.close());

describe("the address of a stream", () => {
  it("serves the one that it was made for, and no other user, stream or signature", async () => {
    const other = await publish("bob");
    expect(await ask()).toBe("served");
    for (const change of [
      { user: "bob" },
      { stream: other.address.stream },
      { signature: other.address.signature },
      { user: "bob", stream: other.address.stream },
    ])
      expect(await ask(change)).toBe("stream_forged");
  });

  it("is forged with any one character changed, left out or added", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(address.signature.length - 1),
        fc.constantFrom("", ..."AZaz09-_.=+/ \0"),
        fc.boolean(),
        async (at, letter, inserted) => {
          const { signature } = address;
          const changed = signature.slice(0, at) + letter + signature.slice(inserted ? at : at + 1);
          fc.pre(changed !== signature);
          expect(await ask({ signature: changed })).toBe("stream_forged");
        },
      ),
      { numRuns: 200 },
    );
  });

  it("says that it is forged before it says whether there is such a stream", async () => {
    expect(await ask({ stream: "str_000000000000000000000000" })).toBe("stream_forged");
  });

  it("is worth nothing once the stream is revoked or has expired, however often it was used", async () => {
    const revoked = await publish("carol");
    expect(await ask(revoked.address)).toBe("served");
    await made.streams.revoke(revoked.id);
    expect(await ask(revoked.address)).toBe("stream_revoked");
    const { clock } = made;
    const before = clock.now;
    clock.now += 3_600_000;
    expect(await ask()).toBe("stream_expired");
    clock.now = before;
    expect(await ask()).toBe("served");
  });

  it("cannot be made with the secret of another server, nor by naming another key", async () => {
    const stranger = createSigner([{ id: "k1", secret: "another secret of enough characters" }]);
    expect(await ask({ signature: stranger.sign(address.user, address.stream) })).toBe("stream_forged");
    for (const id of ["__proto__", "constructor", "", "k2"]) {
      const [, mac] = address.signature.split(".");
      expect(await ask({ signature: `${id}.${mac}` })).toBe("stream_forged");
    }
  });
});
