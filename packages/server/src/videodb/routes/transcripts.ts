import { CutstreamError, type Engine, type TranscriptView, type VideoView } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { callback, number, read, text, truth } from "../fields.ts";
import { original } from "../found-video.ts";
import { SPEECH, speechIndex } from "../speech.ts";
import { segmentTranscript, transcriptText } from "../transcript-segments.ts";

type ById = { Params: { id: string } };

const segmentation = z.object({
  start: number,
  end: number,
  segmenter: z.enum(["word", "sentence", "time"]).nullish(),
  length: number,
  force: truth,
});
type Segmentation = z.output<typeof segmentation>;

const indexBody = z.object({
  index_type: text,
  language_code: text,
  segmentation_type: text,
  force: truth,
  callback_url: callback,
});

/** `/video/{id}/transcription` and `/video/{id}/index`: what is said. */
export function transcriptRoutes(app: FastifyInstance, { engine, tasks, baseUrl }: DialectContext): void {
  const transcript = async (video: VideoView, wish: Segmentation) => {
    const sentences = await heard(engine, video.id);
    const segments = segmentTranscript(
      { sentences },
      {
        by: wish.segmenter ?? "word",
        length: wish.length ?? 1,
        start: wish.start ?? 0,
        end: wish.end ?? video.duration ?? Number.POSITIVE_INFINITY,
      },
    );
    return { word_timestamps: segments, text: transcriptText(segments) };
  };
  const listen = async (video: VideoView): Promise<string> => {
    const jobs = await engine.memory.indexes.analyse(video.id, [SPEECH]);
    return jobs.at(-1)?.id ?? "";
  };

  tasks.define("transcript", async (video, wish) =>
    done(await transcript(await engine.videos.get(video), read(segmentation, wish))),
  );
  tasks.define("spoken", async () => done({ success: true, message: "What is said is indexed." }));

  for (const kind of ["video", "audio"]) {
    const answer = async (id: string, wish: Segmentation, base: string) => {
      const video = await original(engine, id);
      if (!wish.force && (await speechIndex(engine, video.id))) return done(await transcript(video, wish));
      return tasks.begin(
        { kind: "transcript", job: await listen(video), wish: { ...wish, force: false } },
        base,
      );
    };
    app.get<ById>(`/${kind}/:id/transcription`, (request) =>
      answer(request.params.id, read(segmentation, request.query), baseUrl(request)),
    );
    app.post<ById>(`/${kind}/:id/transcription`, (request) => {
      const { force } = read(z.object({ force: truth, language_code: text }), request.body);
      return answer(request.params.id, read(segmentation, { force }), baseUrl(request));
    });
  }

  app.post<ById>("/video/:id/index", async (request) => {
    const { index_type = "spoken_word", force, callback_url } = read(indexBody, request.body);
    if (index_type !== "spoken_word") {
      throw new CutstreamError("not_supported", `There is no index ${index_type}: scenes have /index/scene.`);
    }
    const video = await original(engine, request.params.id);
    if (!force && (await speechIndex(engine, video.id))) {
      throw new CutstreamError(
        "invalid_request",
        `What is said in video ${request.params.id} is indexed already; force=True does it again.`,
      );
    }
    return tasks.begin({ kind: "spoken", job: await listen(video) }, baseUrl(request), callback_url);
  });
}

/** Nothing is said where somebody listened and heard nothing. */
async function heard(engine: Pick<Engine, "memory">, video: string): Promise<TranscriptView["sentences"]> {
  if ((await speechIndex(engine, video))?.moments === 0) return [];
  return (await engine.memory.transcript(video)).sentences;
}
