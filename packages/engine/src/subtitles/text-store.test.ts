import { FLICKS_PER_SECOND as S } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { keys } from "../library/keys.ts";
import { createTextStore } from "./text-store.ts";

const version = "0".repeat(24);
const cues = [{ start: 0, end: S, text: "Hello" }];

describe("the store of texts", () => {
  it("gives any node what another stored", async () => {
    const cue = fc
      .record(
        {
          start: fc.nat(),
          end: fc.nat(),
          text: fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
          speaker: fc.string(),
          settings: fc.string(),
          parts: fc.array(fc.record({ start: fc.nat(), text: fc.string() })),
        },
        { requiredKeys: ["start", "end", "text"] },
      )
      .map((made) => ({ ...made }));
    await fc.assert(
      fc.asyncProperty(fc.array(cue), async (list) => {
        const blobs = createMemoryBlobStore();
        const hash = await createTextStore(blobs).put(version, list);
        expect(await createTextStore(blobs).get({ version, hash })).toEqual(list);
      }),
    );
  });

  it("names texts by what they say", async () => {
    const store = createTextStore(createMemoryBlobStore());
    const hash = await store.put(version, cues);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(await store.put(version, [...cues])).toBe(hash);
    expect(await store.put(version, [{ ...cues[0]!, end: S + 1 }])).not.toBe(hash);
  });

  it("stores a text again that was deleted with its version", async () => {
    const blobs = createMemoryBlobStore();
    const store = createTextStore(blobs);
    const hash = await store.put(version, cues);
    await blobs.deletePrefix(keys.version(version));
    await expect(createTextStore(blobs).get({ version, hash })).rejects.toMatchObject({
      code: "media_not_found",
    });
    await store.put(version, cues);
    expect(await createTextStore(blobs).get({ version, hash })).toEqual(cues);
  });
});
