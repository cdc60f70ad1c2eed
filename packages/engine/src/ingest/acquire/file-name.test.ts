import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downloadName } from "./file-name.ts";

const URL_PATH = new URL("https://example.com/films/A%20film.mp4?x=1#y");

describe("downloadName", () => {
  it.each([
    [undefined, "A film.mp4"],
    ["attachment", "A film.mp4"],
    ["attachment; filename=b.mp4", "b.mp4"],
    ['attachment; filename="b \\"c\\".mp4"', 'b "c".mp4'],
    ["attachment; filename=\"b.mp4\"; filename*=UTF-8''na%C3%AFve.mp4", "naïve.mp4"],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ['attachment; filename="C:\\\\films\\\\d.mp4"', "d.mp4"],
    ['attachment; filename=".."', "A film.mp4"],
    ["attachment; filename*=UTF-8''%E0%A4%A", "%E0%A4%A"],
  ])("reads %s", (disposition, name) => expect(downloadName(URL_PATH, disposition)).toBe(name));

  it("falls back on a name of its own", () => {
    expect(downloadName(new URL("https://example.com/"), undefined)).toBe("source");
  });

  it("never names a path, and is never long", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), (path, text) => {
        const url = new URL("https://example.com/");
        url.pathname = path;
        const name = downloadName(url, `attachment; filename="${text}"`);
        expect(name).not.toMatch(/[/\\\p{Cc}]/u);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
