import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../packages/client/src/index.ts";
import { fetchWhole, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

let server: TestServer;
const KEYS = ["the-key-of-one-app", "the-key-of-another"] as const;
beforeAll(async () => {
  server = await startTestServer({ apiKeys: KEYS });
});
afterAll(() => server?.close());

const read = async (url: string): Promise<string> => (await fetch(url)).text();

/** Addresses of the segments that a stream's media playlists name, one for each time that one does. */
async function segmentsOf(stream: string): Promise<string[]> {
  const uris = (text: string, base: string) =>
    [...text.matchAll(/^([^#\s].*)$/gm)].map(([, uri]) => new URL(uri ?? "", base).href);
  const index = await read(stream);
  const media = [...index.matchAll(/URI="([^"]+\.m3u8)"/g)].map(([, uri]) => new URL(uri ?? "", stream).href);
  const playlists = [...new Set([...media, ...uris(index, stream)])];
  const named = await Promise.all(playlists.map(async (url) => uris(await read(url), url)));
  return named.flat();
}

test("what players were served counts for the key that published it, once, and for whom it was", async () => {
  const [one, another] = KEYS.map((apiKey) => connect({ url: server.url, apiKey })) as [
    ReturnType<typeof connect>,
    ReturnType<typeof connect>,
  ];
  const { video } = await ingestCoded(
    { ...server, client: one },
    { sourceId: 5, frameRate: "25/1", seconds: 4 },
  );
  const clips = [{ video: video.id, start: { frame: 0 }, end: { frame: 90 } }];
  const ann = await one.timeline(clips).stream({ user: "ann" });
  const bob = await another.timeline(clips).stream({ user: "bob" });
  await another.timeline(clips).stream();
  await Promise.all([ann, ann, bob].map(({ url }) => fetchWhole(url)));
  await one.retrieve("anything");

  const [annsSegments, bobsSegments] = [await segmentsOf(ann.url), await segmentsOf(bob.url)];
  const unique = new Set([...annsSegments, ...bobsSegments]).size;
  expect(unique).toBeLessThan(annsSegments.length + bobsSegments.length);
  // What players were served is written down within a second.
  await expect.poll(async () => (await one.usage()).total.uniqueSegments).toBe(unique);
  const segments = annsSegments.length + bobsSegments.length;
  expect((await one.usage()).total).toMatchObject({ streams: 3, reels: 0, retrievals: 1, segments });

  const byUser = await one.usage({ by: "user" });
  expect(byUser.rows.map(({ of, streams, segments }) => [of, streams, segments])).toEqual([
    ["", 1, 0],
    ["ann", 1, annsSegments.length],
    ["bob", 1, bobsSegments.length],
  ]);
  const byKey = await one.usage({ by: "key" });
  const keyed = byKey.rows.filter(({ of }) => of !== "");
  expect(
    keyed.map(({ streams, segments, retrievals }) => [streams, segments, retrievals]).toSorted(),
  ).toEqual([
    [1, annsSegments.length, 1],
    [2, bobsSegments.length, 0],
  ]);
  expect(JSON.stringify([byKey, byUser])).not.toContain(KEYS[0]);
  expect(keyed.every(({ of }) => /^key_[0-9a-f]{12}$/.test(of))).toBe(true);
});
