import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const piece = fc.oneof(
  fc.constantFrom(
    '"',
    "\\",
    ";",
    "\r\n",
    "\n",
    "\0",
    "\u2028",
    "%0d%0a",
    "'",
    "Set-Cookie: a=b",
    "../",
    "é",
    "👩‍👧",
  ),
  fc.string({ unit: "grapheme", maxLength: 5 }),
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));

describe("names of files", () => {
  it("stay one value of one header, whatever they are, and are read back as they were", async () => {
    await using rig = await createRig();
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        rig.engine.origin.exported = async () => ({
          ...{ contentType: "video/mp4", size: 1, etag: '"e"', name },
          read: () => Readable.from([Buffer.from("x")]),
        });
        const answer = await rig.app.inject("/e/x");
        expect(answer.statusCode).toBe(200);
        expect(answer.headers["set-cookie"]).toBeUndefined();
        const header = String(answer.headers["content-disposition"]);
        const [, plain = "", encoded = ""] =
          /^attachment; filename="([\w .()[\]-]*)"; filename\*=UTF-8''([\w.~%!-]*)$/.exec(header) ?? [];
        expect(decodeURIComponent(encoded)).toBe(name);
        expect(plain).toHaveLength(name.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe("lines of the log", () => {
  it("are one for each request, each JSON, whatever the request holds", async () => {
    const chunks: string[] = [];
    await using rig = await createRig({
      logger: { level: "debug", stream: { write: (text: string) => void chunks.push(text) } },
    });
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (path, header) => {
        chunks.length = 0;
        const target = `/v1/videos/${encodeURIComponent(path)}?q=${encodeURIComponent(header)}`;
        const headers = { "x-request-id": header.replace(/[^\x20-\x7e]/g, "?"), "user-agent": "a" };
        const answer = await rig.app.inject({ url: target, headers });
        expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        expect(String(answer.headers["x-request-id"])).toMatch(/^[\w.-]{8,64}$/);
        const lines = chunks
          .join("")
          .split("\n")
          .filter((line) => line !== "");
        const answered = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "answered");
        expect(answered).toHaveLength(1);
        expect(answered[0].req.url).not.toContain("?");
      }),
      { numRuns: 100 },
    );
  });
});

describe("every page", () => {
  it.each(["/", "/player", "/watch", "/embed"])("%s allows nothing that it does not need", async (url) => {
    await using rig = await createRig();
    const { headers } = await rig.app.inject({ url, headers: { accept: "text/html" } });
    const policy = new Map(
      String(headers["content-security-policy"])
        .split("; ")
        .map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]),
    );
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("script-src")).toEqual(["'self'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("object-src") ?? policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors")).toEqual([url === "/" ? "'none'" : "*"]);
    expect([...policy.values()].flat()).not.toContain("'unsafe-inline'");
    expect([...policy.values()].flat()).not.toContain("'unsafe-eval'");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});
