import {
  lintMultivariant,
  type MediaPlaylist,
  parseMediaPlaylist,
  parseMultivariantPlaylist,
} from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import type { Container } from "../../api/streams.ts";
import type { ClipInput } from "../../api/timeline.ts";
import { createLibrary, type LibraryVersion } from "../../library/library.ts";
import { createFakePainter } from "../../testing/fake-painter.ts";
import { createFakeTranscoder } from "../../testing/fake-transcoder.ts";
import { makeVersion, storeVersion, type VersionRecipe } from "../../testing/made-library.ts";
import { parseMediaPath } from "../address/media-path.ts";
import { createEncoderPool } from "../encoding/encoder-pool.ts";
import { createHeads } from "../encoding/heads.ts";
import { createMixes } from "../encoding/mixes.ts";
import { createRendered } from "../encoding/rendered.ts";
import { planTimeline } from "../plan/plan.ts";
import { headState } from "../prepare/head-needs.ts";
import { bindPlan } from "../project/tracks.ts";
import { createSegmentSource, sizeOf } from "../segments/segments.ts";
import { type PlaylistRequest, renderPlaylists, type StreamPlaylists } from "./playlists.ts";

const recipes: readonly VersionRecipe[] = [
  { gops: Array(12).fill(48), frameRate: { num: 24, den: 1 }, heights: [720, 360, 180] },
  {
    gops: Array(8).fill(60),
    frameRate: { num: 30000, den: 1001 },
    audio: { sampleRate: 44_100, startSample: -1024 },
  },
  {
    gops: [7, 120, 3, 2, 90, 60, 2, 2, 200],
    frameRate: { num: 60, den: 1 },
    heights: [360, 180],
    audio: null,
  },
];
const VERSIONS = recipes.map((recipe, n) => makeVersion({ ...recipe, n }));

const clips = fc.array(
  fc
    .record({
      n: fc.nat(VERSIONS.length - 1),
      from: fc.nat(440),
      length: fc.integer({ min: 2, max: 400 }),
      cut: fc.constantFrom("exact" as const, "snap" as const),
    })
    .map(({ n, from, length, cut }): ClipInput => {
      const { id, manifest } = VERSIONS[n]!;
      return {
        video: id,
        start: { frame: from },
        end: { frame: Math.min(from + length, manifest.frameCount) },
        cut,
      };
    }),
  { minLength: 1, maxLength: 25 },
);
const shape = fc.constantFrom(
  ...(["fmp4", "ts"] as const).flatMap((container) =>
    (["default", "continuous"] as const).map((form) => ({ container, form })),
  ),
);

function bind(
  clips: readonly ClipInput[],
  container: Container,
  versions: readonly LibraryVersion[] = VERSIONS,
) {
  const byId = new Map(versions.map((version) => [version.id, version]));
  return bindPlan(planTimeline({ clips }, byId, { container }), byId);
}

const render = (
  clips: readonly ClipInput[],
  { container, form }: { container: Container; form: PlaylistRequest["form"] },
): StreamPlaylists =>
  renderPlaylists({
    bound: bind(clips, container),
    form,
    mediaBase: "/m/",
    assetBase: "/a/",
    adStreamUrl: () => "https://ads.test/ad.m3u8",
    headSizes: new Map(),
  });

/** Reads playlists back as a player would, by the URIs in the multivariant one. */
function readBack({ multivariant, media }: StreamPlaylists) {
  const parsed = parseMultivariantPlaylist(multivariant);
  const uris = [...parsed.variants, ...parsed.renditions].map(({ uri }) => uri!);
  const byUri = new Map(
    uris.map((uri): [string, MediaPlaylist] => {
      const name = /^r\/(\w+)\.m3u8/.exec(uri)?.[1] ?? "";
      return [uri, parseMediaPlaylist(media.get(name)!)];
    }),
  );
  return { multivariant: parsed, media: byUri };
}

describe("renderPlaylists", () => {
  it("breaks no rule of HLS, read back as players do", () => {
    fc.assert(
      fc.property(clips, shape, (clips, shape) => {
        const { multivariant, media } = readBack(render(clips, shape));
        const findings = lintMultivariant(multivariant, media);
        expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
      }),
    );
  });

  it("names only media that the origin knows, with the init segment that it needs", () => {
    fc.assert(
      fc.property(clips, shape, (clips, shape) => {
        for (const { segments } of readBack(render(clips, shape)).media.values()) {
          for (const { uri, map } of segments) {
            const path = parseMediaPath(uri.replace("/m/", ""));
            const init = map === undefined ? undefined : parseMediaPath(map.replace("/m/", ""));
            expect(path?.kind).toBe(shape.container === "ts" ? "transport" : (path?.kind ?? "none"));
            if (path?.kind === "transport") expect(init).toBeUndefined();
            else
              expect(init).toMatchObject({
                kind: "init",
                version: path && "version" in path && path.version,
              });
          }
        }
      }),
    );
  });

  it("writes the same bytes for the same plan", () => {
    fc.assert(
      fc.property(clips, shape, (clips, shape) => {
        const again = structuredClone(clips);
        expect(render(again, shape)).toEqual(render(clips, shape));
      }),
    );
  });

  it("has no discontinuity in the continuous form, and one for every join otherwise", () => {
    const joins = [10, 100, 200].map((from): ClipInput => {
      return { video: VERSIONS[0]!.id, start: { frame: from }, end: { frame: from + 50 } };
    });
    const count = (form: "default" | "continuous", name: string) =>
      render(joins, { container: "fmp4", form })
        .media.get(name)!
        .match(/#EXT-X-DISCONTINUITY$/gm)?.length ?? 0;
    expect([count("default", "v0"), count("default", "a0")]).toEqual([2, 2]);
    expect([count("continuous", "v0"), count("continuous", "a0")]).toEqual([0, 0]);
  });

  it("gives every variant of the tallest source a playlist, lower sources their lowest", () => {
    const mixed = VERSIONS.map(
      ({ id }): ClipInput => ({ video: id, start: { frame: 0 }, end: { frame: 100 } }),
    );
    const { multivariant, media } = readBack(render(mixed, { container: "fmp4", form: "default" }));
    expect(multivariant.variants.map(({ resolution }) => resolution?.height)).toEqual([720, 360, 180]);
    expect(multivariant.variants.map(({ frameRate }) => frameRate)).toEqual([60, 60, 60]);
    const renditions = [...media.values()]
      .slice(0, 3)
      .map(({ segments }) => [...new Set(segments.map(({ map }) => map?.split("/").at(-2)))]);
    expect(renditions).toEqual([["v720", "v180", "v360"], ["v360", "v180"], ["v180"]]);
  });

  it.each(["fmp4", "ts"] as const)("promises the bandwidth that %s segments have", async (container) => {
    const versions = [
      makeVersion({ n: 7, gops: [30, 50, 50, 12, 70, 50, 50], chunkFrames: 60 }),
      makeVersion({ n: 8, gops: [30, 50, 50, 50, 50], audio: { sampleRate: 44_100, startSample: 700 } }),
    ];
    const blobs = createMemoryBlobStore();
    for (const version of versions) await storeVersion(blobs, version);
    const transcoder = createFakeTranscoder();
    const pool = createEncoderPool(1);
    const library = createLibrary(blobs);
    const heads = createHeads({ blobs, transcoder, encoders: pool, queue: 100 });
    const rendered = createRendered({ blobs, transcoder, painter: createFakePainter(), pool, queue: 100 });
    const mixes = createMixes({ library, blobs, transcoder, pool, queue: 100 });
    const segments = createSegmentSource({ blobs, library, heads, mixes, rendered });
    const cuts = [
      [0, 13, 271],
      [1, 50, 161],
      [0, 130, 145],
      [1, 7, 200],
    ] as const;
    const bound = bind(
      cuts.map(([n, from, to]) => ({ video: versions[n]!.id, start: { frame: from }, end: { frame: to } })),
      container,
      versions,
    );
    const request = {
      bound,
      form: "default",
      mediaBase: "",
      assetBase: "/a/",
      adStreamUrl: () => "https://ads.test/ad.m3u8",
    } as const;
    const bytesOf = async (uri: string) => sizeOf(await segments.open(parseMediaPath(uri)!));
    const measure = async (playlists: StreamPlaylists) => {
      const { multivariant, media } = readBack(playlists);
      const { variants } = multivariant;
      const [video, audio] = [...media.values()];
      let [bytes, seconds, peak] = [0, 0, 0];
      for (const [n, { uri, duration }] of video!.segments.entries()) {
        const own = (await bytesOf(uri)) + (audio ? await bytesOf(audio.segments[n]!.uri) : 0);
        bytes += own;
        seconds += duration / 705_600_000;
        if (duration >= (video!.targetDuration / 2) * 705_600_000)
          peak = Math.max(peak, (own * 8) / (duration / 705_600_000));
      }
      return { variant: variants[0]!, average: (bytes * 8) / seconds, peak };
    };

    // Makes the heads; what is promised before they exist is an estimate.
    const before = await measure(renderPlaylists({ ...request, headSizes: new Map() }));
    expect(before.variant.bandwidth).toBeGreaterThan(before.peak);
    const { sizes, total, ready } = await headState(bound, heads);
    expect(ready).toBe(total);
    const { variant, average, peak } = await measure(renderPlaylists({ ...request, headSizes: sizes }));
    const tolerance = container === "ts" ? 0.05 : 0.01;
    expect(Math.abs(variant.averageBandwidth! / average - 1)).toBeLessThan(tolerance);
    expect(variant.bandwidth / peak).toBeGreaterThan(1 - tolerance);
    expect(variant.bandwidth / peak).toBeLessThan(1.2);
  });
});
