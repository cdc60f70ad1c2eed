import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAssetPath } from "../../assets/asset-path.ts";
import { CutstreamError } from "../../errors.ts";
import { assertBlobKey, assertBlobPrefix, isBlobKeyPart } from "../../seams/blob-key.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";

const version = makeVersion({ n: 1 });
const part = fc.oneof(
  fc.constantFrom("..", ".", "", "~", "%2e%2e", "..%2f", "\\..\\", "\0", "C:", "nul", "etc", "passwd", "a\n"),
  fc.constantFrom(version.id, "v180", "a0", "0-50.m4s", "init.mp4", "i.m4s", "0_10_0.m4s", "catalog.sqlite"),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.stringMatching(/^[\w.-]{1,12}$/),
);
const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join("/"));

describe("addresses of files that somebody makes up", () => {
  it("never become anything but keys of blobs, and never are a mistake of ours", async () => {
    const { origin } = await createMadeEngine({ versions: [version] });
    await fc.assert(
      fc.asyncProperty(path, async (path) => {
        for (const ask of [origin.media, origin.thumbnail, origin.exported]) {
          const answer = await ask(path).catch((error: unknown) => error);
          if (answer instanceof CutstreamError)
            expect([400, 403, 404], answer.message).toContain(answer.status);
          else expect(answer, path).not.toBeInstanceOf(Error);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("name an asset only where they are one's own spelling", () => {
    fc.assert(
      fc.property(path, (text) => {
        const parsed = parseAssetPath(text);
        if (parsed) expect(text).toMatch(/^[0-9a-f]{64}\.(png|jpeg|webp)$/);
      }),
    );
  });
});

describe("keys of blobs", () => {
  const isSafe = (key: string) =>
    key.split("/").every((one) => /^[A-Za-z0-9._-]+$/.test(one) && !/^\.\.?$/.test(one));

  it("climb nowhere", () => {
    fc.assert(
      fc.property(path, (key) => {
        if (isSafe(key)) assertBlobKey(key);
        else expect(() => assertBlobKey(key)).toThrow(CutstreamError);
      }),
    );
  });

  it("begin with nothing that climbs", () => {
    fc.assert(
      fc.property(path, (prefix) => {
        const folders = prefix.split("/").slice(0, -1);
        if (!folders.every(isBlobKeyPart)) expect(() => assertBlobPrefix(prefix)).toThrow(CutstreamError);
      }),
    );
  });
});
