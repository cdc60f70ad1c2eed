import { describe, expect, it } from "vitest";
import type { NormaliseRequest, SourceProbe } from "../../seams/transcoder.ts";
import type { Capabilities } from "./describe.ts";
import { normaliseArgs } from "./normalise-args.ts";

const capabilities: Capabilities = {
  ffmpegPath: "/usr/bin/ffmpeg",
  ffprobePath: "/usr/bin/ffprobe",
  version: "ffmpeg version 7.1",
  build: "0123456789ab",
  hasX264: true,
  hasAac: true,
  filters: new Set(["bwdif", "zscale", "tonemap"]),
  passthrough: ["-fps_mode", "passthrough"],
  filterFile: "-filter_script:v",
};
const probe = { video: { index: 2 }, audio: { index: 4 } } as SourceProbe;
const encode = {
  kind: "encode",
  width: 640,
  height: 360,
  frameRate: { num: 30_000, den: 1001 },
  deinterlace: false,
  toneMap: false,
} as const;

const args = (change: Partial<NormaliseRequest>, more: Partial<Capabilities> = {}) =>
  normaliseArgs(
    { path: "/media/-film.mp4", probe, video: { kind: "copy" }, audio: { kind: "copy" }, ...change },
    { capabilities: { ...capabilities, ...more }, videoStart: 0.0123, threads: 2 },
  );
const argumentOf = (list: readonly string[], option: string) => list[list.indexOf(option) + 1];

describe("normaliseArgs", () => {
  it("opens nothing but the one file, whatever its name", () => {
    const list = args({});
    expect(argumentOf(list, "-i")).toBe("file:/media/-film.mp4");
    expect(argumentOf(list, "-protocol_whitelist")).toBe("file");
    const demuxers = argumentOf(list, "-format_whitelist")?.split(",");
    for (const name of ["hls", "concat", "image2", "dash", "lavfi", "sdp", "tty"])
      expect(demuxers).not.toContain(name);
  });

  it("takes the chosen tracks only, and nothing that tells where a film was made", () => {
    const list = args({});
    expect(list.filter((_, i) => list[i - 1] === "-map")).toEqual(["0:2", "0:4"]);
    expect(argumentOf(list, "-map_metadata")).toBe("-1");
    expect(args({ audio: { kind: "none" } })).toContain("-an");
  });

  it("shifts the source onto the frame grid only where frames are made anew", () => {
    expect(args({})).not.toContain("-itsoffset");
    expect(argumentOf(args({ video: encode }), "-itsoffset")).toBe("-0.012300");
  });

  it("uses what the build has", () => {
    const video = { ...encode, deinterlace: true, toneMap: true };
    const filters = argumentOf(args({ video }), "-vf");
    expect(filters).toMatch(/^bwdif=.*,fps=fps=30000\/1001,zscale=.*tonemap.*,scale=w=640:h=360/);
    const poor = argumentOf(args({ video }, { filters: new Set(["yadif"]) }), "-vf");
    expect(poor).toMatch(/^yadif=.*,fps=fps=30000\/1001,scale=w=640:h=360/);
  });
});
