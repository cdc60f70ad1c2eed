import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkBytesFor, initial, nextToSend, secondsLeft, shareOf, updated } from "./upload-state.ts";

const file = (id: number) => initial({ id, name: `${id}.mp4`, size: 1000, collection: "default" });

test("a file waits, is sent, fails and is sent again from the start", () => {
  let upload = updated(file(1), { kind: "start", at: 0 });
  upload = updated(upload, { kind: "progress", sent: 250, at: 5000 });
  expect([shareOf(upload), secondsLeft(upload)]).toEqual([0.25, 15]);
  upload = updated(upload, { kind: "fail", error: "gone" });
  expect(upload).toMatchObject({ state: "failed", error: "gone", sent: 250 });
  expect(updated(upload, { kind: "again" })).toEqual(file(1));
});

test("how long it takes is not said before anything is known of the pace", () => {
  const begun = updated(file(1), { kind: "start", at: 0 });
  expect(secondsLeft(begun)).toBeUndefined();
  expect(secondsLeft(updated(begun, { kind: "progress", sent: 1, at: 0 }))).toBeUndefined();
});

test("files are sent in their order, no more than so many at a time", () => {
  const [a, b, c] = [file(1), file(2), file(3)];
  expect(nextToSend([a, b, c], 2)).toEqual([a, b]);
  expect(nextToSend([updated(a, { kind: "start", at: 0 }), b, c], 2)).toEqual([b]);
  expect(nextToSend([updated(a, { kind: "fail", error: 0 }), b], 0)).toEqual([]);
});

test("requests are neither tiny nor huge, and about a hundred between", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 }), (size) => {
      const bytes = chunkBytesFor(size);
      expect(bytes).toBeGreaterThanOrEqual(256 * 1024);
      expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
      if (bytes < 16 * 1024 * 1024) expect(Math.ceil(size / bytes)).toBeLessThanOrEqual(100);
    }),
  );
});
