import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents } from "./sse.ts";

const body = (chunks: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

async function read(text: string, at: readonly number[] = []): Promise<unknown[]> {
  const bytes = new TextEncoder().encode(text);
  const cuts = [0, ...at.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const chunks = cuts.slice(1).map((end, index) => bytes.slice(cuts[index], end));
  return Array.fromAsync(readEvents(body(chunks)));
}

describe("readEvents", () => {
  it("reads names and data, and passes over the rest", async () => {
    const text =
      ': hello\n\nevent: job\nid: 4\nretry: 10\ndata: {"a":1}\n\ndata:b\ndata: c\n\nevent: empty\n\ndata: cut off';
    expect(await read(text)).toEqual([
      { event: "job", data: '{"a":1}' },
      { event: "message", data: "b\nc" },
    ]);
  });

  it("reads the same however lines end and bytes arrive", async () => {
    const ends = fc.constantFrom("\n", "\r\n");
    await fc.assert(
      fc.asyncProperty(ends, fc.array(fc.nat(200), { maxLength: 12 }), async (end, cuts) => {
        const text = ["event: job", "data: Tor für Ø 🎉", "", ": still here", "", "data: 2", "", ""].join(
          end,
        );
        expect(await read(text, cuts)).toEqual([
          { event: "job", data: "Tor für Ø 🎉" },
          { event: "message", data: "2" },
        ]);
      }),
    );
  });

  it("closes the connection of a loop that is left", async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _ of readEvents(stream)) break;
    expect(cancelled).toBe(true);
  });
});
