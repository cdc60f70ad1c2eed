import { readFile, rm } from "node:fs/promises";
import { CutstreamError, type Engine } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { callback, number, read, text } from "../fields.ts";
import { findVideo } from "../found-video.ts";
import { type Reframed, reframedId, reframeInput } from "../ids.ts";
import { publish } from "../publish.ts";
import { unusedLook, unusualFields } from "../subtitle-style.ts";
import { editorTimeline } from "../timeline/editor-payload.ts";
import { translateEditor } from "../timeline/editor-timeline.ts";
import { inlineTimeline, type Translated, translateInline } from "../timeline/inline-timeline.ts";
import { createMaterial } from "../timeline/material.ts";
import { viewReframed } from "../views.ts";

type ById = { Params: { id: string } };

const editorBody = z.object({ timeline: editorTimeline.nullish(), timeline_url: text });
const workflow = z.object({ type: text, subtitle_style: z.record(z.string(), z.unknown()).nullish() });
const shape = z.union([
  z.enum(["vertical", "square", "landscape"]),
  z.object({ width: z.coerce.number().int().positive(), height: z.coerce.number().int().positive() }),
]);
const reframeBody = z.object({
  start: number,
  end: number,
  target: shape.nullish(),
  mode: z.enum(["simple", "smart"]).nullish(),
  callback_url: callback,
});

const PRESETS = {
  vertical: { width: 9, height: 16 },
  square: { width: 1, height: 1 },
  landscape: { width: 16, height: 9 },
} as const;

/** Timelines, and what is made of a whole video: subtitles, other shapes. */
export function timelineRoutes(app: FastifyInstance, { engine, tickets, tasks }: DialectContext): void {
  const answer = async ({ timeline, warnings }: Translated) => {
    const made = await publish(engine, timeline);
    const all = [...warnings, ...made.warnings];
    return done({ ...made.stream, warnings: all }, all);
  };

  app.post("/timeline", async ({ body }) =>
    answer(await translateInline(read(inlineTimeline, body), createMaterial(engine))),
  );

  app.post("/editor", async ({ body }) => {
    const { timeline, timeline_url } = read(editorBody, body);
    const sent = timeline_url === undefined ? undefined : await sentTimeline(timeline_url);
    const given = timeline ?? sent;
    if (!given) throw new CutstreamError("invalid_request", "There is no timeline.");
    return answer(
      await translateEditor(given, createMaterial(engine), (videos) => languageOf(engine, videos)),
    );
  });

  /** Large timelines are sent as files, and named by where they were sent. */
  const sentTimeline = async (url: string) => {
    const ticket = await tickets.ticketOf(url);
    if (ticket === undefined)
      throw new CutstreamError("invalid_request", "timeline_url is no upload address of ours.");
    return tickets.redeem(ticket, async ({ path }) => {
      const file = await readFile(path, "utf8");
      await rm(path, { force: true });
      return read(editorBody, parseJson(file)).timeline;
    });
  };

  app.post<ById>("/video/:id/workflow", async ({ params, body }) => {
    const { type, subtitle_style } = read(workflow, body);
    if (type !== "add_subtitles") throw new CutstreamError("not_supported", `There is no workflow ${type}.`);
    const { view, start, end, reframed } = await findVideo(engine, params.id);
    const language = await languageOf(engine, [view.id]);
    const made = await publish(engine, {
      clips: [{ video: view.id, start, end }],
      subtitles: [{ language, default: true }],
      ...(reframed && { reframe: reframeInput(reframed) }),
    });
    const look = unusedLook(unusualFields(subtitle_style ?? {}), reframed !== undefined);
    return done(made.stream, [...look, ...made.warnings]);
  });

  app.post<ById>("/video/:id/reframe", async ({ params, body }) => {
    const asked = read(reframeBody, body);
    const target = asked.target ?? "vertical";
    const video = await findVideo(engine, params.id);
    const range =
      asked.start === undefined && asked.end === undefined && !video.reframed?.end
        ? {}
        : within(video, asked.start, asked.end);
    const reframed: Reframed = {
      ...(typeof target === "string" ? PRESETS[target] : target),
      mode: asked.mode ?? "smart",
      ...range,
    };
    const made = await findVideo(engine, reframedId(video.view.id, reframed));
    const { data, warnings } = await viewReframed(engine, made);
    return tasks.settled(done(data, warnings), asked.callback_url);
  });
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch (cause) {
    throw new CutstreamError("invalid_request", "The file at timeline_url is no JSON.", { cause });
  }
}

/** Seconds of the library's video. @throws CutstreamError `empty_range` */
function within(
  { start, end, id }: { readonly start: number; readonly end: number; readonly id: string },
  from = 0,
  to = end - start,
): { start: number; end: number } {
  // As many decimals as an id takes.
  const range = { start: fixed(start + from), end: fixed(Math.min(end, start + to)) };
  if (from >= 0 && range.end > range.start) return range;
  throw new CutstreamError("empty_range", `Video ${id} has nothing from ${from} s to ${to} s.`);
}

const fixed = (value: number): number => Number(value.toFixed(6));

/** What is spoken in the first of these videos in which something is said; English where nothing is known. */
async function languageOf({ memory }: Pick<Engine, "memory">, videos: readonly string[]): Promise<string> {
  for (const video of new Set(videos)) {
    const language = await memory.transcript(video).then(
      (transcript) => transcript.language,
      () => null,
    );
    if (language) return language;
  }
  return "en";
}
