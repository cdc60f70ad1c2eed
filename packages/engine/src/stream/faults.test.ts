import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import type { Engine } from "../api/engine.ts";
import type { PublishRequest } from "../api/streams.ts";
import { CutstreamError } from "../errors.ts";
import { faultyBlobs } from "../testing/faulty-blobs.ts";
import { createMadeEngine } from "../testing/made-engine.ts";
import { makeVersion, storeVersion } from "../testing/made-library.ts";

const versions = [
  makeVersion({ n: 1, gops: [50, 50, 50], heights: [360, 180] }),
  makeVersion({ n: 2, gops: [40, 60], audio: { sampleRate: 44_100 } }),
];

const range = fc
  .tuple(fc.nat(99), fc.nat(99))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ start: { frame: Math.min(a, b) }, end: { frame: Math.max(a, b) } }));
const request: fc.Arbitrary<PublishRequest> = fc
  .record({
    clips: fc.array(fc.tuple(fc.constantFrom("v0", "v1"), range), { minLength: 1, maxLength: 3 }),
    render: fc.boolean(),
  })
  .map(({ clips, render }) => ({
    timeline: {
      clips: clips.map(([video, at]) => ({ video, ...at })),
      ...(render && { reframe: { aspect: "1:1" } }),
    },
    ...(render && { render: "segments" }),
  }));

const partsOf = (url: string) =>
  new URL(url).pathname.split("/").slice(2) as [string, string, string, string];

async function bytesOf({ origin }: Pick<Engine, "origin">, path: string): Promise<string> {
  const { body, size } = await origin.media(path);
  const bytes = body instanceof Uint8Array ? body : Buffer.concat(await Array.fromAsync(body));
  // What is shorter than was announced breaks off on the way to the viewer.
  if (bytes.length !== size) throw new CutstreamError("storage_failed", "broke off");
  return Buffer.from(bytes).toString("base64");
}

/** Paths of all that a stream's playlists name. */
async function pathsOf({ origin }: Pick<Engine, "origin">, url: string): Promise<string[]> {
  const [user, stream, signature, index] = partsOf(url);
  const urisIn = async (file: string): Promise<string[]> => {
    const { body } = await origin.playlist({ user, stream, signature, file, form: "default" });
    const text = new TextDecoder().decode(body as Uint8Array);
    return Array.from(text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm), ([, a, b]) => a ?? b ?? "");
  };
  const media = (await Promise.all((await urisIn(index)).map(urisIn))).flat();
  return [...new Set(media.map((uri) => uri.replace(/^\/m\//, "")))];
}

/** What comes of work: its result, or an error that a viewer may be told, who is to ask again. */
async function orRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    expect(error).toBeInstanceOf(CutstreamError);
    expect(error).toMatchObject({ status: expect.any(Number), retryAfter: expect.any(Number) });
    expect((error as CutstreamError).status).toBeGreaterThanOrEqual(500);
    return undefined;
  }
}

describe("a blob store that fails, gives too little or comes late", () => {
  it("never makes a stream serve wrong bytes, and is as good as new once it is well", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 3 }),
        fc.integer(),
        async (requests, seed) => {
          const calm = await createMadeEngine({ versions });
          const stored = createMemoryBlobStore();
          for (const version of versions) await storeVersion(stored, version);
          const draw = fc.sample(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
            seed,
            numRuns: 2000,
          });
          let drawn = 0;
          const store = faultyBlobs(stored, () => draw[drawn++ % draw.length] ?? 0);
          const engine = await createMadeEngine({ versions, blobs: store.blobs, stored: true });
          try {
            store.rate = 30;
            for (const asked of requests) {
              const truth = await calm.streams.publish(asked);
              const paths = await pathsOf(calm, truth.url);
              const published = await orRefused(() => engine.streams.publish(asked));
              if (published) await orRefused(() => pathsOf(engine, published.url));
              const expected = new Map<string, string>();
              for (const path of paths) expected.set(path, await bytesOf(calm, path));
              // Of what was not published nobody knows an address.
              for (const path of published ? [...paths, ...paths] : []) {
                const found = await orRefused(() => bytesOf(engine, path));
                if (found !== undefined) expect(found).toBe(expected.get(path));
              }
              store.rate = 0;
              const again = published ?? (await engine.streams.publish(asked));
              expect(await pathsOf(engine, again.url)).toEqual(paths);
              for (const path of paths) expect(await bytesOf(engine, path)).toBe(expected.get(path));
              store.rate = 30;
            }
            expect(store.faults).toBeGreaterThan(0);
          } finally {
            await engine.jobs.close();
            await engine.catalog.close();
            await calm.jobs.close();
            await calm.catalog.close();
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it("heals a head that was damaged where it lies", async () => {
    const engine = await createMadeEngine({ versions });
    const { url } = await engine.streams.publish({
      timeline: { clips: [{ video: "v0", start: { frame: 13 }, end: { frame: 90 } }] },
    });
    const paths = await pathsOf(engine, url);
    const whole = await Promise.all(paths.map((path) => bytesOf(engine, path)));
    for await (const key of engine.blobs.list("h/")) {
      const bytes = await engine.blobs.read(key);
      await engine.blobs.put(key, bytes.subarray(0, bytes.length - 7));
    }
    const later = await createMadeEngine({ versions, blobs: engine.blobs, stored: true });
    expect(await Promise.all(paths.map((path) => bytesOf(later, path)))).toEqual(whole);
    for (const made of [engine, later]) await made.catalog.close();
  });
});

describe("a clock that jumps", () => {
  it("ends streams and brings them back, and changes nothing else", async () => {
    const engine = await createMadeEngine({ versions });
    const start = engine.clock.now;
    const clips = [{ video: "v0", start: { frame: 0 }, end: { frame: 50 } }];
    const { id, url, expiresAt } = await engine.streams.publish({ timeline: { clips }, ttl: "1h" });
    for (const [hours, plays] of [
      ...[
        [-1000, true],
        [0.99, true],
        [1, false],
      ],
      ...[
        [100_000, false],
        [0, true],
      ],
    ] as const) {
      engine.clock.now = start + hours * 3_600_000;
      const asked = pathsOf(engine, url);
      if (plays) expect((await asked).length).toBeGreaterThan(0);
      else await expect(asked).rejects.toMatchObject({ code: "stream_expired", status: 410 });
      expect((await engine.streams.get(id)).expiresAt).toBe(expiresAt);
    }
    engine.clock.now = start + 10 * 3_600_000;
    await engine.streams.renew(id, "1h");
    engine.clock.now = start;
    expect((await pathsOf(engine, url)).length).toBeGreaterThan(0);
    await engine.catalog.close();
  });
});
