import { type FrameRate, linesOfJson, MediaFormatError, parseJson } from "@cutstream/media";
import { z } from "zod";
import { ListTimes, oneRate, showRate } from "./list-times.ts";
import { checkNames, type ListOptions, type TimecodeList } from "./timecode-list.ts";

const time = z.union([z.int().nonnegative(), z.string()], {
  error: 'expected a timecode, the number of a frame, or exact seconds such as "1001/30000s"',
});
const rate = z.union([z.number(), z.string()]);

const clip = z.strictObject({
  title: z.string({ error: "the title is missing" }),
  clipType: z.string({ error: "the clip type is missing" }),
  in: time,
  out: time,
  frameRate: rate.exactOptional(),
});

const list = z.strictObject({
  frameRate: rate.exactOptional(),
  startTimecode: z.string().exactOptional(),
  clips: z.array(clip),
});

/**
 * Reads a list in JSON: `{"frameRate": "30000/1001", "startTimecode": "01:00:00;00", "clips": [{"title", "clipType",
 * "in", "out"}]}`. Rate and start may be left out; `out` is the first frame after the clip.
 * @throws MediaFormatError with the line.
 */
export function readJsonList(text: string, options: ListOptions): TimecodeList {
  const parsed = list.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []) as (string | number)[];
    const [line = 1] = linesOfJson(text, [path]);
    const place = path.length === 0 ? "" : `${placeOf(path)}: `;
    throw new MediaFormatError(`Line ${line}: ${place}${issue?.message}`, line);
  }
  const { clips, startTimecode = options.startTimecode, frameRate } = parsed.data;
  const [rateLine = 1, ...lines] = linesOfJson(text, [["frameRate"], ...clips.map((_, n) => ["clips", n])]);
  const stated = clips.flatMap((one, n) =>
    one.frameRate === undefined ? [] : [{ rate: one.frameRate, line: lines[n] ?? 1 }],
  );
  const top = frameRate === undefined ? [] : [{ rate: frameRate, line: rateLine }];
  const counted = oneRate(options.frameRate, [...top, ...stated]);
  const times = new ListTimes(counted, startTimecode);
  return {
    frameRate: counted,
    clips: clips.map((one, n) => {
      const line = lines[n] ?? 1;
      const [title, clipType] = [one.title.trim(), one.clipType.trim()];
      checkNames(title, clipType, line);
      return { title, clipType, first: times.frame(one.in, line), end: times.frame(one.out, line), line };
    }),
  };
}

/** Writes a list in JSON, in numbers of frames, a line for each clip. */
export function writeJsonList({ frameRate, clips }: TimecodeList): string {
  const lines = clips.map(
    ({ title, clipType, first, end }) => `    ${JSON.stringify({ title, clipType, in: first, out: end })}`,
  );
  return `{\n  "frameRate": ${rateJson(frameRate)},\n  "clips": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

const rateJson = (rate: FrameRate): string => JSON.stringify(showRate(rate));

/** `clips[3].in` */
const placeOf = (path: readonly (string | number)[]): string =>
  path.map((part, n) => (typeof part === "number" ? `[${part}]` : `${n === 0 ? "" : "."}${part}`)).join("");
