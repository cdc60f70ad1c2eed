import { describe, expect, it } from "vitest";
import { cmcdConfig, cmcdMode, contentIdOf } from "./cmcd.ts";

const URL_HERE = "https://here.example/u/ann/stream-1/sig/film.m3u8";
const ask = { url: URL_HERE, origin: "https://here.example", contentId: undefined, eventsUrl: undefined };

describe("CMCD", () => {
  it("goes in headers to the page's own origin, and nowhere else unless it is asked for", () => {
    expect(cmcdConfig({ ...ask, mode: "auto" })).toMatchObject({
      version: 2,
      useHeaders: true,
      contentId: "stream-1",
    });
    expect(cmcdConfig({ ...ask, mode: "auto", origin: "https://there.example" })).toBeUndefined();
    expect(cmcdConfig({ ...ask, mode: "query", origin: "https://there.example" })).toMatchObject({
      useHeaders: false,
    });
    expect(cmcdConfig({ ...ask, mode: "off", eventsUrl: "https://c.example/" })).toBeUndefined();
  });

  it("reports events alone where the origin is another", () => {
    const eventsUrl = "https://collector.example/cmcd";
    const config = cmcdConfig({ ...ask, mode: "auto", origin: "https://there.example", eventsUrl });
    expect(config?.includeKeys).toEqual([]);
    expect(config?.eventTargets).toMatchObject([{ url: eventsUrl, events: ["ps", "pr", "bc", "e", "t"] }]);
  });

  it("calls what is played by the stream's id, or its path", () => {
    expect(contentIdOf(URL_HERE)).toBe("stream-1");
    expect(contentIdOf("https://cdn.example/films/a.m3u8?x=1")).toBe("/films/a.m3u8");
    expect(contentIdOf(`https://cdn.example/${"a".repeat(100)}`)).toHaveLength(64);
    expect(cmcdConfig({ ...ask, mode: "headers", contentId: "film" })?.contentId).toBe("film");
  });

  it("takes what is no mode for auto", () => {
    expect([null, "", "yes", "query"].map(cmcdMode)).toEqual(["auto", "auto", "auto", "query"]);
  });
});
