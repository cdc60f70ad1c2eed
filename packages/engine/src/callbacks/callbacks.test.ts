import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { CutstreamError } from "../errors.ts";
import { callbackSecret } from "./callback-signature.ts";
import { type CallbackParts, createCallbacks } from "./callbacks.ts";

const KEYS = ["new", "old"].map((id) => ({ id, secret: `${id} secret of thirty-two characters` }));
const HOOK = "https://a.test/hook";

type Request = Parameters<CallbackParts["client"]["accepts"]>[1];

/** Callbacks over blobs that outlive them, and what an address was sent. */
function open(
  blobs = createMemoryBlobStore(),
  { accepts = async () => true, ...more }: Partial<CallbackParts> & { accepts?: () => Promise<boolean> } = {},
) {
  const told: (Request & { readonly href: string })[] = [];
  const troubles: unknown[] = [];
  const callbacks = createCallbacks({
    client: {
      accepts: (url, request) => {
        told.push({ href: url.href, ...request });
        return accepts();
      },
    },
    ...{ blobs, secrets: () => KEYS.map(callbackSecret), now: () => 1_700_000_000_000 },
    ...{ attempts: [0, 0, 0], onTrouble: (thrown: unknown) => void troubles.push(thrown), ...more },
  });
  const left = async () => (await Array.fromAsync(blobs.list("callbacks/"))).length;
  return { ...callbacks, blobs, told, troubles, left };
}

const done = (wish: unknown) => Promise.resolve({ done: wish });

describe("callbacks", () => {
  test("are told until they are accepted, each time signed and under one id", async () => {
    const answers = [false, true, true];
    const { service, told, left } = open(undefined, { accepts: async () => answers.shift() ?? false });
    service.define("job", done);
    await service.promise(HOOK, "job", 7);
    await expect.poll(left).toBe(0);
    expect(told.map(({ href, method, body }) => [href, method, body])).toEqual(
      Array.from({ length: 2 }, () => [HOOK, "POST", '{"done":7}']),
    );
    const [first, second] = told.map(({ headers }) => headers);
    expect(second).toEqual(first);
    const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature } = first ?? {};
    expect(time).toBe("1700000000");
    const expected = KEYS.map((key) => {
      const secret = Buffer.from(callbackSecret(key).slice("whsec_".length), "base64");
      return `v1,${createHmac("sha256", secret).update(`${id}.${time}.{"done":7}`).digest("base64")}`;
    });
    expect(signature).toBe(expected.join(" "));
  });

  test("survive a restart: before it is known what to tell, and between two attempts", async () => {
    const blobs = createMemoryBlobStore();
    const before = open(blobs, { accepts: async () => false, attempts: [0, 60_000] });
    before.service.define("job", () => Promise.reject(new CutstreamError("cancelled", "Closing.")));
    before.service.define("known", done);
    await before.service.promise(HOOK, "job", 1);
    await before.service.promise(HOOK, "known", 2);
    await expect.poll(() => before.told).toHaveLength(1);
    await before.close();
    expect([await before.left(), before.troubles]).toEqual([2, []]);

    const after = open(blobs);
    after.service.define("job", done);
    after.service.define("known", done);
    await expect.poll(after.left).toBe(0);
    expect(after.told.map(({ body }) => body).sort()).toEqual(['{"done":1}', '{"done":2}']);
  });

  test("are given up with the reason: unaccepted, forbidden, unknown, or too old to matter", async () => {
    const refusing = open(undefined, { accepts: async () => false });
    refusing.service.define("job", done);
    await refusing.service.promise(HOOK, "job", 1);
    await expect.poll(refusing.left).toBe(0);
    expect(refusing.told).toHaveLength(3);
    expect(refusing.troubles).toMatchObject([{ code: "callback_failed" }]);

    const forbidden = new CutstreamError("source_forbidden", "No.");
    const guarded = open(undefined, { accepts: () => Promise.reject(forbidden) });
    guarded.service.define("job", done);
    await guarded.service.promise(HOOK, "job", 1);
    await expect.poll(guarded.left).toBe(0);
    expect([guarded.told.length, guarded.troubles]).toEqual([1, [forbidden]]);

    const waiting = open();
    await waiting.service.promise(HOOK, "nobody", 1);
    expect([await waiting.left(), waiting.told]).toEqual([1, []]);
    const later = open(waiting.blobs, { now: () => 1_800_000_000_000 });
    later.service.define("nobody", done);
    await expect.poll(later.left).toBe(0);
    expect(later.told).toEqual([]);
  });

  test.each(["nowhere", "ftp://a.test", "javascript:1"])("are not promised to %s", async (address) => {
    const { service, left } = open();
    await expect(service.promise(address, "job", 1)).rejects.toMatchObject({ code: "invalid_request" });
    expect(await left()).toBe(0);
  });
});
