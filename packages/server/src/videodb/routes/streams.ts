import { type ClipInput, CutstreamError } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { read, text } from "../fields.ts";
import { cutRanges, type FoundVideo, findVideo, type Range, sharedShape } from "../found-video.ts";
import { publish } from "../publish.ts";

type ById = { Params: { id: string } };

const seconds = z.coerce.number();
const range = z.tuple([seconds, seconds.nullable()]);
const streamBody = z.object({ timeline: z.array(range).nullish() });
const compileBody = z
  .array(z.object({ video_id: z.string(), shots: z.array(range) }))
  .min(1, "must hold at least one shot");

/** Streams of moments, and files of streams. */
export function streamRoutes(app: FastifyInstance, { engine }: DialectContext): void {
  app.post<ById>("/video/:id/stream", async ({ params, body }) => {
    const { timeline } = read(streamBody, body);
    const video = await findVideo(engine, params.id);
    const { clips, warnings } = cutRanges(video, timeline ?? [[0, null]]);
    const shape = sharedShape([video]);
    const made = await publish(engine, { clips, ...(shape && { reframe: shape }) });
    return done(made.stream, [...warnings, ...made.warnings]);
  });

  app.post("/compile", async ({ body }) => {
    const items = read(compileBody, body);
    const videos = new Map<string, FoundVideo>();
    const clips: ClipInput[] = [];
    const warnings: string[] = [];
    for (const { video_id: id, shots } of items) {
      const video = videos.get(id) ?? (await findVideo(engine, id));
      videos.set(id, video);
      const cut = cutRanges(video, shots.filter(isNotEmpty));
      clips.push(...cut.clips);
      warnings.push(...cut.warnings);
    }
    const shape = sharedShape([...videos.values()]);
    const made = await publish(engine, { clips, ...(shape && { reframe: shape }) });
    return done(made.stream, [...warnings, ...made.warnings]);
  });

  const download = z.object({ stream_link: text, stream_url: text, name: text });
  const asFile = async ({ body }: { body: unknown }) => {
    const { stream_link, stream_url, name } = read(download, body);
    const link = stream_link ?? stream_url ?? "";
    const [, id] = STREAM.exec(link) ?? [];
    if (id === undefined) {
      throw new CutstreamError(
        "stream_not_found",
        `This is no stream of this server: ${link.slice(0, 200)}.`,
      );
    }
    const url = link.replace(/\.m3u8(?:\?.*)?$/, ".mp4");
    return done({ id, name: name ?? id, status: "done", download_url: url });
  };
  app.post("/download", asFile);
  app.post("/editor/download", asFile);
}

/** A video that is put in at the beginning or at the end of another has nothing of that before or after it. */
const isNotEmpty = ([start, end]: Range): boolean => end === null || end > start;

/** `…/u/{user}/{stream}/{signature}/{name}.m3u8` */
const STREAM = /^https?:\/\/[^?#]+\/u\/[^/?#]+\/([^/?#]+)\/[^/?#]+\/[^/?#]+\.m3u8(?:\?.*)?$/;
