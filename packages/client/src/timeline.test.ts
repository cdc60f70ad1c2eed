import { describe, expect, it } from "vitest";
import { type CutstreamError, connect } from "./index.ts";

describe("timeline", () => {
  const cs = connect({ url: "http://server.test", fetch: () => Promise.reject(new Error("no network")) });

  it("is built without a network, and never changes", () => {
    const clip = { video: "a", start: 0, end: { frame: 9 } };
    const base = cs.timeline([clip]);
    const one = base.add("b", { start: "1/2", end: 2, cut: "snap" });
    const other = base.add({ id: "c" }, { start: 1, end: 2 }).add(clip);
    clip.start = 5;
    expect(base.clips).toEqual([{ video: "a", start: 0, end: { frame: 9 } }]);
    expect(one.clips.map((added) => added.video)).toEqual(["a", "b"]);
    expect(other.clips.map((added) => added.video)).toEqual(["a", "c", "a"]);
    expect(() => (one.clips as unknown[]).push(clip)).toThrow();
  });

  it("takes subtitles along, and sends none where there are none", async () => {
    const sent: unknown[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      sent.push(JSON.parse(String(init?.body)).timeline);
      return Response.json({});
    };
    const connected = connect({ url: "http://server.test", fetch });
    const clip = { video: "a", start: 0, end: 1 };
    const base = connected.timeline([clip]);
    const both = base
      .subtitle({ language: "en", style: "caption" })
      .subtitle({ language: "es", translate: true });
    await base.plan();
    await both.add(clip).stream();
    expect(base.subtitles).toEqual([]);
    expect(sent).toEqual([
      { clips: [clip] },
      {
        clips: [clip, clip],
        subtitles: [
          { language: "en", style: "caption" },
          { language: "es", translate: true },
        ],
      },
    ]);
  });

  it("takes overlays, told by what they show, and a shape", async () => {
    const sent: unknown[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      sent.push(JSON.parse(String(init?.body)).timeline);
      return Response.json({});
    };
    const clip = { video: "a", start: 0, end: 1 };
    const plain = connect({ url: "http://server.test", fetch }).timeline([clip]);
    const values = [{ at: 0, values: { h: 0 } }];
    const dressed = plain
      .overlay({ image: { id: "ast1" }, position: "top-right", opacity: 0.85 })
      .overlay({ image: "brand.png" })
      .overlay({ text: "a", clip: 0 })
      .overlay({ template: "{h}", values })
      .overlay({ color: "#000000", fade: { in: 1 } })
      .reframe({ aspect: "9:16" });
    await plain.plan();
    await dressed.add(clip).plan();
    expect(plain.overlays).toEqual([]);
    expect(sent).toEqual([
      { clips: [clip] },
      {
        clips: [clip, clip],
        overlays: [
          { kind: "image", image: "ast1", position: "top-right", opacity: 0.85 },
          { kind: "image", image: "brand.png" },
          { kind: "text", text: "a", clip: 0 },
          { kind: "data", template: "{h}", values },
          { kind: "color", color: "#000000", fade: { in: 1 } },
        ],
        reframe: { aspect: "9:16" },
      },
    ]);
  });

  it("has one bed of music, the last one given", () => {
    const plain = cs.timeline();
    const mixed = plain.music("vid_0").music({ id: "vid_9" }, { mode: "mix", gain: -6, loop: true });
    expect(plain.bed).toBeUndefined();
    expect(mixed.bed).toEqual({ video: "vid_9", mode: "mix", gain: -6, loop: true });
  });

  it("says that no server answers", async () => {
    const error = await cs
      .timeline()
      .plan()
      .catch((thrown: CutstreamError) => thrown);
    expect(error).toMatchObject({ name: "CutstreamError", code: "unreachable", status: 0 });
    expect((error as CutstreamError).remedy).toContain("cutstream serve");
  });

  it("gives up with the reason of its signal", async () => {
    const signal = AbortSignal.abort(new Error("changed my mind"));
    await expect(cs.timeline().plan({ signal })).rejects.toThrow("changed my mind");
  });
});
