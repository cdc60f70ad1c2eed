import type { CodedSourceRequest } from "./coded-source.ts";
import { between } from "./random.ts";
import { type CodedCut, type IngestedSource, ingestCoded, type TestServer } from "./server.ts";

/** Sources of every frame rate in use, GOPs from half a second to ten, with B-pyramids, of several sizes and sounds. */
const SOURCES: readonly Omit<CodedSourceRequest, "path" | "seconds">[] = [
  { sourceId: 0, frameRate: "30", gopSeconds: 2 },
  { sourceId: 1, frameRate: "25", gopSeconds: 0.5 },
  { sourceId: 2, frameRate: "24000/1001", gopSeconds: 10 },
  { sourceId: 3, frameRate: "30000/1001", gopSeconds: 4, audio: { sampleRate: 44_100, channels: 2 } },
  { sourceId: 4, frameRate: "60", gopSeconds: 1, width: 480, height: 270 },
  { sourceId: 5, frameRate: "24", gopSeconds: 5, audio: null },
];

/** Makes and ingests them all. */
export async function ingestLibrary(server: TestServer, seconds = 22): Promise<IngestedSource[]> {
  const ingested: IngestedSource[] = [];
  for (const source of SOURCES) ingested.push(await ingestCoded(server, { ...source, seconds }));
  return ingested;
}

/** Cuts at any frame of any source, each between `shortest` and `longest` seconds; no two that follow on. */
export function randomCuts(
  sources: readonly IngestedSource[],
  count: number,
  random: () => number,
  [shortest, longest]: readonly [number, number] = [0.3, 0.75],
): CodedCut[] {
  const cuts: CodedCut[] = [];
  while (cuts.length < count) {
    const source = sources[between(random, 0, sources.length)];
    if (!source) throw new Error("no sources");
    const rate = source.frameRate.num / source.frameRate.den;
    const length = between(random, Math.ceil(shortest * rate), Math.ceil(longest * rate));
    const from = between(random, 0, source.frameCount - length);
    const last = cuts.at(-1);
    if (last?.source !== source || last.to !== from) cuts.push({ source, from, to: from + length });
  }
  return cuts;
}
