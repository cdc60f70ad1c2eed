import { randomBytes } from "node:crypto";
import type { AdFiller, FilledBreaks } from "../../ads/fill-breaks.ts";
import type { AdsInput } from "../../api/ads.ts";
import type { Container, PublishRequest, Render, StreamService, StreamView } from "../../api/streams.ts";
import type { TimelineInput } from "../../api/timeline.ts";
import { CutstreamError } from "../../errors.ts";
import type { LibraryVersion } from "../../library/library.ts";
import type { DoStep } from "../../observe/step.ts";
import { traced } from "../../observe/traced.ts";
import type { Catalog, ReelRow, StreamRow } from "../../seams/catalog.ts";
import type { Notices } from "../../seams/notices.ts";
import type { Subjects } from "../../subjects/known-subjects.ts";
import type { PreparedSubtitles, Subtitles } from "../../subtitles/prepare-subtitles.ts";
import type { TextStore } from "../../subtitles/text-store.ts";
import { shownImages } from "../../timeline/plan-overlays.ts";
import type { PlannedImage } from "../../timeline/surface.ts";
import { videosOf } from "../../timeline/tracks.ts";
import type { Signer } from "../address/signature.ts";
import { ANYONE, checkText, checkUser, playerPage, streamUrl } from "../address/stream-url.ts";
import { chooseCaptions } from "../captions/choose-captions.ts";
import type { CaptionTexts } from "../captions/lay-captions.ts";
import { readCaptions } from "../captions/read-captions.ts";
import type { Makers } from "../encoding/makers.ts";
import { layClips, withoutEncoding } from "../plan/ad-breaks.ts";
import { type Plan, planTimeline } from "../plan/plan.ts";
import type { PlanClip } from "../plan/plan-clip.ts";
import { decodePlan, encodePlan } from "../plan/plan-codec.ts";
import type { PlaylistCache } from "../playlists/playlist-cache.ts";
import { type PlanState, planState, transformsOf } from "../prepare/plan-state.ts";
import { type BoundPlan, bindPlan } from "../project/tracks.ts";
import { viewPlan } from "./plan-view.ts";
import { createStreamRows } from "./stream-rows.ts";
import { parseTtl } from "./ttl.ts";

export interface StreamsParts {
  readonly catalog: Catalog;
  readonly makers: Makers;
  readonly playlists: PlaylistCache;
  readonly signer: Signer;
  readonly subtitles: Subtitles;
  readonly subjects: Subjects;
  readonly texts: Pick<TextStore, "get">;
  /**
   * Versions to play of each of these videos; `pathOf` tells where one is named in the request.
   * @throws `video_not_ready`, `video_failed`
   */
  readonly versionsOf: (
    videos: readonly string[],
    pathOf: (video: string) => string,
  ) => Promise<ReadonlyMap<string, LibraryVersion>>;
  /** The images that these ids and names of assets stand for. */
  readonly imagesOf: (references: readonly string[]) => Promise<ReadonlyMap<string, PlannedImage>>;
  readonly ads: AdFiller;
  /** Of other nodes that share the catalog. */
  readonly notices: Notices;
  readonly publicUrl: string;
  readonly now: () => number;
  readonly step: DoStep;
}

/** Streams as the origin sees them. */
export interface PublishedStreams extends StreamService {
  /** @param reelOf how it was laid out, where it is a reel: kept with it, or neither is. */
  publish(request: PublishRequest, reelOf?: (row: StreamRow, plan: Plan) => ReelRow): Promise<StreamView>;
  /** The plan that {@link StreamService.publish} would publish, with its texts kept; throws as it does. */
  decide(request: PublishRequest): Promise<Plan>;
  /** A stream, while it may be played. @throws `stream_not_found`, `stream_expired`, `stream_revoked` */
  playable(id: string): Promise<StreamRow>;
}

const PAGE = 50;

export function createStreams(parts: StreamsParts): PublishedStreams {
  const { catalog, makers, playlists, signer, versionsOf, publicUrl, now, step } = parts;
  const rows = createStreamRows(catalog, parts.notices);

  const decide = (request: PublishRequest, publishing: boolean) =>
    step("plan", "", () => decideNow(request, publishing));

  const decideNow = async (
    request: PublishRequest,
    publishing: boolean,
  ): Promise<{ bound: BoundPlan; content: readonly PlanClip[]; state: PlanState }> => {
    const { timeline, container = "fmp4", render = "player" } = request;
    assertRendered(request, container, render);
    const named = videosOf(timeline);
    const pathOf = (video: string) => named.find((place) => place.video === video)?.path ?? "timeline";
    const byVideo = await versionsOf([...new Set(named.map(({ video }) => video))], pathOf);
    const options = { container, render, ...(await drawn(timeline, [...byVideo.keys()])) };
    const planned = planTimeline(timeline, byVideo, options);
    const unseen = await parts.subjects.explain(strangers(planned, options.subjects), publishing);
    const filled = timeline.ads && (await fillBreaks(timeline.ads, planned.clips, byVideo, publishing));
    const all = filled ? withAds(byVideo, filled) : byVideo;
    const versions = new Map([...all.values()].map((version) => [version.id, version]));
    const asked = filled
      ? withWarnings(planTimeline(timeline, all, { ...options, breaks: filled }), [
          ...unseen,
          ...filled.warnings,
        ])
      : withWarnings(planned, unseen);
    const bound = bindPlan(asked, versions);
    const state = await planState(bound, makers);
    const reason = state.missing.size > 0 ? await makers.heads.unavailable() : undefined;
    if (reason === undefined) return { bound, content: planned.clips, state };
    // Ads move no clip: the content's own numbers count.
    const { missing } = filled ? await planState(bindPlan(planned, versions), makers) : state;
    const withoutHeads = { clips: missing, reason };
    const still = filled && withoutEncoding(filled, planned.clips, all);
    const breaks = still && { breaks: still.kept };
    const moved = planTimeline(timeline, all, { ...options, withoutHeads, ...breaks });
    const left = still?.left.map(
      ({ slot }) => `Ad slot ${slot} is left out: no head can be made now (${reason}).`,
    );
    const warnings = [...unseen, ...(filled?.warnings ?? []), ...(left ?? [])];
    const snapped = bindPlan(withWarnings(moved, warnings), versions);
    return { bound: snapped, content: moved.clips, state: await planState(snapped, makers) };
  };

  /** What the surface of a timeline is drawn with. */
  const drawn = async ({ overlays = [], reframe }: TimelineInput, videos: readonly string[]) => {
    const shown = shownImages(overlays);
    const images = shown.length > 0 ? await parts.imagesOf(shown) : new Map<string, PlannedImage>();
    return { images, ...(reframe?.mode === "smart" && { subjects: await parts.subjects.known(videos) }) };
  };

  const fillBreaks = (
    ads: AdsInput,
    clips: readonly PlanClip[],
    versions: ReadonlyMap<string, LibraryVersion>,
    ingest: boolean,
  ): Promise<FilledBreaks> => parts.ads.fill(ads, layClips(clips, versions), { ingest });

  /** A plan with its subtitles, those that are drawn into the pictures among them, and what it then needs. */
  const subtitle = async (
    { bound, state }: { readonly bound: BoundPlan; readonly state: PlanState },
    { subtitles, warnings }: PreparedSubtitles,
    { render = "player", captions }: PublishRequest,
    seen?: CaptionTexts,
  ): Promise<{ bound: BoundPlan; state: PlanState }> => {
    const plan: Plan = { ...bound.plan, subtitles, warnings: [...bound.plan.warnings, ...warnings] };
    const drawn = render === "segments" ? chooseCaptions(subtitles, captions) : undefined;
    if (drawn === undefined) return { bound: { ...bound, plan }, state };
    const captioned: Plan = { ...plan, render: "segments", captions: drawn };
    const again = bindPlan(captioned, bound.versions, await readCaptions(captioned, parts.texts, seen));
    return { bound: again, state: await planState(again, makers) };
  };

  /** Plans, and keeps the texts of subtitles from now on. */
  const prepare = async (request: PublishRequest): Promise<{ bound: BoundPlan; state: PlanState }> => {
    const decided = await decide(request, true);
    const { subtitles = [] } = request.timeline;
    if (subtitles.length === 0) return decided;
    return subtitle(decided, await parts.subtitles.prepare(subtitles, decided.content), request);
  };

  const view = (row: StreamRow, bound: BoundPlan, state: PlanState): StreamView => {
    const url = streamUrl(publicUrl, signer, row);
    return {
      id: row.id,
      user: row.user,
      name: row.name,
      url,
      playerUrl: playerPage(publicUrl, url),
      downloadUrl: url.replace(/m3u8$/, "mp4"),
      createdAt: new Date(row.createdAt).toISOString(),
      expiresAt: new Date(row.expiresAt).toISOString(),
      revoked: row.revokedAt !== null,
      plan: viewPlan(bound, state),
    };
  };

  const show = async (row: StreamRow): Promise<StreamView> => {
    const bound = await playlists.bind(decodePlan(row.plan));
    return view(row, bound, await planState(bound, makers));
  };

  const change = async (
    id: string,
    next: Partial<Pick<StreamRow, "expiresAt" | "revokedAt">>,
  ): Promise<StreamView> => {
    await catalog.updateStream(id, next);
    rows.changed(id);
    return show(await rows.read(id));
  };

  return {
    async plan(request) {
      const decided = await decide(request, false);
      const { subtitles = [] } = request.timeline;
      if (subtitles.length === 0) return viewPlan(decided.bound, decided.state);
      const { texts, ...prepared } = await parts.subtitles.check(subtitles, decided.content);
      const { bound, state } = await subtitle(decided, prepared, request, texts);
      return viewPlan(bound, state);
    },

    decide: async (request) => (await prepare(request)).bound.plan,

    async publish(request, reelOf) {
      const ttl = parseTtl(request.ttl);
      const user = checkUser(request.user ?? ANYONE, "user");
      const name = checkText(request.name ?? "stream", "name");
      const { bound, state } = await prepare(request);
      const row: StreamRow = {
        id: `str_${randomBytes(12).toString("hex")}`,
        user,
        name,
        plan: encodePlan(bound.plan),
        createdAt: now(),
        expiresAt: now() + ttl,
        revokedAt: null,
      };
      await makers.rendered.register(transformsOf(bound));
      playlists.add(row.id, bound, state);
      await traced("store stream", {}, () => catalog.insertStream(row, reelOf?.(row, bound.plan)));
      rows.keep(row);
      return view(row, bound, state);
    },

    get: async (id) => show(await rows.read(id)),

    async list({ limit = PAGE, ...query }) {
      const { items, next } = await catalog.streams({ ...query, limit });
      return { items: await Promise.all(items.map(show)), next };
    },

    async revoke(id) {
      const row = await rows.read(id);
      return row.revokedAt === null ? change(id, { revokedAt: now() }) : show(row);
    },

    async renew(id, ttl) {
      const lifetime = parseTtl(ttl);
      const row = await rows.read(id);
      if (row.revokedAt !== null) throw new CutstreamError("stream_revoked", `Stream ${id} was revoked.`);
      return change(id, { expiresAt: now() + lifetime });
    },

    async playable(id) {
      const row = await rows.recent(id);
      if (row.revokedAt !== null) throw new CutstreamError("stream_revoked", "This stream was revoked.");
      if (row.expiresAt <= now()) {
        throw new CutstreamError(
          "stream_expired",
          `This stream expired at ${new Date(row.expiresAt).toISOString()}.`,
        );
      }
      return row;
    },
  };
}

/** Versions of the content and of the ads that become part of it. */
function withAds(
  content: ReadonlyMap<string, LibraryVersion>,
  { versions }: FilledBreaks,
): ReadonlyMap<string, LibraryVersion> {
  return new Map([...versions, ...content]);
}

/** Videos whose subjects windows are to follow and which are not known; none where nothing is followed. */
function strangers({ clips }: Plan, known: ReadonlyMap<string, unknown> | undefined): string[] {
  if (!known) return [];
  return [...new Set(clips.map(({ video }) => video))].filter((video) => !known.has(video));
}

const withWarnings = (plan: Plan, warnings: readonly string[]): Plan => ({
  ...plan,
  warnings: [...plan.warnings, ...warnings],
});

/** In MPEG-TS pictures are not rendered: those who need it play the fragmented MP4 that all others do. */
function assertRendered({ captions, timeline }: PublishRequest, container: Container, render: Render): void {
  if (captions !== undefined && captions !== null) assertCaptioned(captions, timeline, render);
  if (container === "fmp4" || render === "player") return;
  const message = `render is "segments" and container is "${container}"; pictures are rendered into fMP4 alone.`;
  throw new CutstreamError("invalid_request", message, { path: "render" });
}

function assertCaptioned(captions: string, { subtitles = [] }: TimelineInput, render: Render): void {
  if (render === "segments" && subtitles.length > 0) return;
  const lacking = render === "segments" ? "the timeline has no subtitles" : `render is "${render}"`;
  const message = `captions is ${JSON.stringify(captions)}, but ${lacking}; they are drawn with render "segments".`;
  throw new CutstreamError("invalid_request", message, { path: "captions" });
}
