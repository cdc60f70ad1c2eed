import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseMediaPlaylist, parseMultivariantPlaylist } from "@cutstream/media";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PublishRequest } from "../../api/streams.ts";
import { CutstreamError } from "../../errors.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";

/** Every string that somebody gives and that reaches a playlist, or an address in one. */
interface Names {
  readonly user: string;
  readonly name: string;
  readonly subtitles: string;
  readonly text: string;
  readonly template: string;
  readonly value: string;
  readonly ad: string;
  readonly tracking: string;
}

const HARMLESS: Names = {
  ...{ user: "ann", name: "best of", subtitles: "English", text: "Goal", template: "{a}:{b}", value: "1" },
  ...{ ad: "ad-1", tracking: "https://ads.test/t" },
};
const version = makeVersion({ n: 1 });
const SRT = "1\n00:00:00,000 --> 00:00:02,000\nHello\n";

/** Answers each decision with the ad that the test is about. */
let server: Server;
let offered: unknown;
beforeAll(async () => {
  server = createServer((_, response) => response.end(JSON.stringify([offered])));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function requestOf({ user, name, subtitles, text, template, value }: Names): PublishRequest {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    user,
    name,
    timeline: {
      clips: [{ video: "v0", start: { frame: 0 }, end: { frame: 100 } }],
      subtitles: [{ language: "en", name: subtitles, source: { timeline: { text: SRT } } }],
      overlays: [
        { kind: "text", text },
        { kind: "data", template, values: [{ at: 0, values: { a: value, b: value } }] },
      ],
      ads: { slots: [{ at: "pre" }], decide: { kind: "http", url, deadline: 20_000 } },
    },
  };
}

type Made = Awaited<ReturnType<typeof createMadeEngine>>;

/** All lines of all playlists that a player would fetch. */
async function linesOf({ streams, origin }: Made, names: Names): Promise<string[]> {
  offered = {
    ...{ id: names.ad, video: "v0", start: 0, end: 2 },
    tracking: [{ event: "start", url: names.tracking }],
  };
  const { url, plan } = await streams.publish(requestOf(names));
  expect(plan.warnings).toEqual([]);
  expect(url).toMatch(
    /^http:\/\/localhost:8720\/u\/[\w.~%!'()*-]+\/str_[0-9a-f]{24}\/k1\.[\w-]{32}\/[\w-]+\.m3u8$/,
  );
  const [, , user = "", stream = "", signature = ""] = new URL(url).pathname.split("/");
  const read = async (file: string) => {
    const address = { user: decodeURIComponent(user), stream, signature, file, form: "default" as const };
    return new TextDecoder().decode((await origin.playlist(address)).body as Uint8Array);
  };
  const top = await read("x.m3u8");
  const { variants, renditions } = parseMultivariantPlaylist(top);
  expect(renditions.find(({ type }) => type === "SUBTITLES")?.name).toBe(names.subtitles);
  const texts = await Promise.all([...variants, ...renditions].map(({ uri = "" }) => read(uri)));
  for (const text of texts) parseMediaPlaylist(text);
  return [top, ...texts].flatMap((text) => text.split(/\r\n|[\n\r\u2028\u2029\u0085]/));
}

/** What a line is: its tag and the names of its attributes, or that it is an address. */
const kindOf = (line: string): string => {
  if (!line.startsWith("#")) return line === "" ? "" : "address";
  const [tag = ""] = line.split(":", 1);
  const attributes = line.slice(tag.length + 1).replace(/"[^"]*"/g, '""');
  return tag.startsWith("#EXT-X-") ? `${tag} ${attributes.replace(/=[^,]*/g, "")}` : tag;
};

const piece = fc.oneof(
  fc.constantFrom(
    '"',
    "'",
    ",",
    "=",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\u0085",
    "\u2028",
    "\u2029",
    "\ud800",
    "\u202e",
  ),
  fc.constantFrom(
    "#EXTM3U",
    "#EXT-X-ENDLIST",
    "\n#EXT-X-KEY:METHOD=NONE\n",
    '",URI="https://evil.test/',
    "%0a",
    "{",
    "}",
  ),
  fc.constantFrom("/", "\\", "..", "?", "#", "%", "%2f", " ", "a", "Zoë", "日本語", "👩‍👩‍👧"),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const hostile = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(""))
  .filter((text) => text !== "");
const field = fc.constantFrom(...(Object.keys(HARMLESS) as (keyof Names)[]));

describe("names that somebody gives", () => {
  it("are refused, or leave every playlist with the very lines that harmless ones have", async () => {
    const made = await createMadeEngine({ versions: [version] });
    const kinds = (await linesOf(made, HARMLESS)).map(kindOf);
    expect(kinds).toContain("#EXT-X-ENDLIST ");
    let published = 0;
    const refused = new Set<string>();
    await fc.assert(
      fc.asyncProperty(field, hostile, async (which, text) => {
        const value = which === "tracking" ? `https://ads.test/?${text}` : text;
        try {
          expect((await linesOf(made, { ...HARMLESS, [which]: value })).map(kindOf)).toEqual(kinds);
          published++;
        } catch (error) {
          if (!(error instanceof CutstreamError)) throw error;
          expect(["invalid_request", "invalid_overlay", "empty_timeline"], error.message).toContain(
            error.code,
          );
          refused.add(which);
        }
      }),
      { numRuns: 120 },
    );
    expect(published).toBeGreaterThan(20);
    expect(refused).toContain("user");
    expect(refused).toContain("subtitles");
  });
});
