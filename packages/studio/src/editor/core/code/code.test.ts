import { stripTypeScriptTypes } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connect } from "../../../../../client/src/index.ts";
import { arrangementOf, operations } from "../arrangement-arbitraries.contract.ts";
import { toTimeline } from "../to-timeline.ts";
import { hlsCode, playerCode } from "./embed-code.ts";
import { literal } from "./literal.ts";
import { sdkCode } from "./sdk-code.ts";

const url = "http://localhost:8720";

/** Runs a program as the SDK's, and gives what it sends. */
async function run(code: string): Promise<unknown[]> {
  const sent: unknown[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    sent.push(JSON.parse(String(init?.body)));
    return Response.json({ url: "u", playerUrl: "p" });
  };
  const body = stripTypeScriptTypes(code).replace(/^import .*$/m, "");
  const AsyncFunction = (async () => {}).constructor as typeof Function;
  const program = new AsyncFunction("connect", "console", "process", body);
  const bound = (options: object) => connect({ ...(options as { url: string }), fetch });
  await program(bound, { log: () => {} }, { env: {} });
  return sent;
}

describe("SDK code", () => {
  it("asks for exactly what was arranged", async () => {
    await fc.assert(
      fc.asyncProperty(operations, fc.string(), fc.boolean(), async (all, name, keyed) => {
        const timeline = toTimeline(arrangementOf(all));
        const publish = name === "" ? {} : ({ name, ttl: "7d", render: "segments" } as const);
        const sent = await run(sdkCode({ timeline, publish, url, keyed }));
        expect(sent).toEqual([{ timeline, ...publish }]);
      }),
    );
  });

  it("reads as one would write it", () => {
    const timeline = {
      clips: [{ video: "vid_1", start: { frame: 12 }, end: { frame: 240 } }],
      overlays: [{ kind: "image", image: "ast_1", position: "top-right", opacity: 0.85 }],
      subtitles: [{ language: "en", default: true }],
      reframe: { aspect: "9:16" },
      music: { video: "vid_2", mode: "mix" },
    } as const;
    expect(sdkCode({ timeline, publish: { user: "42", ttl: "7d" }, url, keyed: true })).toBe(
      `import { connect } from "cutstream";

const cs = connect({ url: "http://localhost:8720", apiKey: process.env.CUTSTREAM_API_KEY });
const stream = await cs
  .timeline()
  .add("vid_1", { start: { frame: 12 }, end: { frame: 240 } })
  .overlay({ image: "ast_1", position: "top-right", opacity: 0.85 })
  .subtitle({ language: "en", default: true })
  .reframe({ aspect: "9:16" })
  .music("vid_2", { mode: "mix" })
  .stream({ user: "42", ttl: "7d" });
console.log(stream.url, stream.playerUrl);
`,
    );
  });
});

describe("literals", () => {
  it("are the value, in lines of a hundred columns where texts let them be", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = new Function(`return ${literal(value, 7)}`)();
        expect(JSON.stringify(read)).toBe(JSON.stringify(value));
      }),
    );
    const long = { values: Array.from({ length: 30 }, (_, n) => ({ at: n, text: "some words" })) };
    const lines = literal(long).split("\n");
    expect(lines).toHaveLength(34);
    expect(lines.every((line) => line.length <= 100)).toBe(true);
  });
});

describe("code to embed", () => {
  const hostile = `${url}/u/a"b&c</script>/x.m3u8`;

  it("is the player, with its shape", () => {
    expect(playerCode({ streamUrl: `${url}/u/x.m3u8`, server: url, aspect: "9:16" })).toBe(
      `<script type="module" src="${url}/player.js"></script>
<cutstream-player src="${url}/u/x.m3u8" aspect="9:16"></cutstream-player>
`,
    );
    expect(playerCode({ streamUrl: hostile, server: url, aspect: null })).toContain(
      'src="http://localhost:8720/u/a&quot;b&amp;c&lt;/script>/x.m3u8"',
    );
  });

  it("is hls.js alone, with what draws overlays where there is something to draw", () => {
    const request = { streamUrl: hostile, server: url, aspect: null };
    expect(hlsCode(request, false)).not.toContain("overlay");
    expect(hlsCode(request, true)).toContain(`attachOverlay({ video, container:`);
    expect(hlsCode(request, true).match(/<\/script>/g)).toHaveLength(2);
  });
});
