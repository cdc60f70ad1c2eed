import { z } from "zod";

/** ffprobe writes numbers as text in some places, and leaves out what it does not know. */
const number = z.coerce.number().catch(Number.NaN);
const text = z.string().catch("");

const sideData = z.looseObject({ rotation: z.number().optional() });

const stream = z.looseObject({
  index: z.number(),
  codec_type: text,
  codec_name: text,
  profile: z.union([z.string(), z.number().transform(String)]).catch(""),
  pix_fmt: text,
  width: number,
  height: number,
  level: number,
  sample_aspect_ratio: text,
  field_order: text,
  color_transfer: text,
  r_frame_rate: text,
  avg_frame_rate: text,
  start_time: number,
  duration: number,
  bit_rate: number,
  nb_frames: number,
  sample_rate: number,
  channels: number,
  disposition: z.record(z.string(), z.number()).catch({}),
  tags: z.record(z.string(), z.string()).catch({}),
  side_data_list: z.array(sideData).catch([]),
});

/** What this adapter reads of `ffprobe -of json`; numbers are NaN and texts empty where ffprobe did not say. */
const output = z.object({
  streams: z.array(stream).catch([]),
  format: z
    .object({ format_name: text, start_time: number, duration: number })
    .catch({ format_name: "", start_time: Number.NaN, duration: Number.NaN }),
  packets: z.array(z.object({ stream_index: z.number(), flags: text })).catch([]),
});

export type ProbedStream = z.infer<typeof stream>;
export type FfprobeOutput = z.infer<typeof output>;

/**
 * Reads what ffprobe printed.
 * @throws SyntaxError, ZodError where it is not the JSON of ffprobe.
 */
export function parseFfprobe(json: string): FfprobeOutput {
  return output.parse(JSON.parse(json));
}
