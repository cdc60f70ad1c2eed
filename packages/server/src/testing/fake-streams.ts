import {
  type ClipInput,
  CutstreamError,
  type PlanView,
  type PublishRequest,
  type StreamService,
  type StreamView,
  type TimeInput,
  type VideoView,
} from "@cutstream/engine";
import { parseRational } from "@cutstream/media";

/** Frames a second of every video of the fake. */
export const FAKE_RATE = 25;

const LATER = "2030-01-01T00:00:00.000Z";

/** Streams over videos that last a minute each; planned, not made. */
export function createFakeStreams(
  publicUrl: string,
  video: (id: string) => VideoView,
): StreamService & { readonly published: ReadonlyMap<string, StreamView> } {
  const published = new Map<string, StreamView>();

  const get = (id: string): StreamView => {
    const stream = published.get(id);
    if (stream === undefined) throw new CutstreamError("stream_not_found", `There is no stream ${id}.`);
    return stream;
  };

  const put = (stream: StreamView): StreamView => {
    published.set(stream.id, stream);
    return stream;
  };

  return {
    published,
    plan: async (request) => plan(request, video),
    publish: async (request) => {
      const id = `s${published.size + 1}`;
      const user = request.user ?? "anyone";
      const name = request.name ?? "stream";
      const url = `${publicUrl}/u/${user}/${id}/good/${name}.m3u8`;
      return put({
        id,
        user,
        name,
        url,
        playerUrl: `${publicUrl}/player?url=${encodeURIComponent(url)}`,
        downloadUrl: url.replace(/m3u8$/, "mp4"),
        createdAt: "2026-01-01T00:00:00.000Z",
        expiresAt: "2026-01-02T00:00:00.000Z",
        revoked: false,
        plan: plan(request, video),
      });
    },
    get: async (id) => get(id),
    list: async ({ user, cursor, limit = 50 }) => {
      const all = [...published.values()].filter((stream) => user === undefined || stream.user === user);
      const from = Number(cursor ?? 0);
      const next = from + limit < all.length ? String(from + limit) : null;
      return { items: all.slice(from, from + limit), next };
    },
    revoke: async (id) => put({ ...get(id), revoked: true }),
    renew: async (id) => put({ ...get(id), expiresAt: LATER }),
  };
}

function plan(request: PublishRequest, video: (id: string) => VideoView): PlanView {
  const { clips } = request.timeline;
  if (clips.length === 0) throw new CutstreamError("empty_timeline", "The timeline has no clips.");
  const planned = clips.map((clip, index) => planClip(clip, `timeline.clips[${index}]`, video));
  const frames = planned.reduce((sum, clip) => sum + clip.endFrame - clip.startFrame, 0);
  return {
    duration: frames / FAKE_RATE,
    clips: planned,
    segments: { total: planned.length, shared: planned.length },
    heads: { total: 0, ready: 0, frames: 0 },
    audio: { encoded: 0, ready: 0 },
    warnings: [],
  };
}

function planClip(
  clip: ClipInput,
  path: string,
  video: (id: string) => VideoView,
): PlanView["clips"][number] {
  const last = video(clip.video).frameCount ?? 0;
  const start = frameOf(clip.start, `${path}.start`, last);
  const end = frameOf(clip.end, `${path}.end`, last);
  if (end <= start) throw new CutstreamError("empty_range", `${path} is empty.`, { path });
  return {
    video: clip.video,
    start: start / FAKE_RATE,
    end: end / FAKE_RATE,
    startFrame: start,
    endFrame: end,
    startErrorFrames: 0,
    endErrorFrames: 0,
    method: clip.cut === "snap" ? "snap" : "head",
  };
}

function frameOf(time: TimeInput, path: string, last: number): number {
  const frame = typeof time === "object" ? time.frame : Math.round(secondsOf(time) * FAKE_RATE);
  if (frame >= 0 && frame <= last) return frame;
  throw new CutstreamError("invalid_time", `${path} is outside the video.`, { path });
}

function secondsOf(time: number | string): number {
  if (typeof time === "number") return time;
  const fraction = parseRational(time);
  return fraction === undefined ? Number.NaN : fraction.num / fraction.den;
}
