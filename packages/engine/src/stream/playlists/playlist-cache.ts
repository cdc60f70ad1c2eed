import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { CutstreamError } from "../../errors.ts";
import type { HeadId } from "../../library/condition-frames.ts";
import type { Library } from "../../library/library.ts";
import type { Observer } from "../../observe/observer.ts";
import type { TextStore } from "../../subtitles/text-store.ts";
import type { Makers } from "../encoding/makers.ts";
import type { RenderedId } from "../encoding/rendered.ts";
import type { Plan } from "../plan/plan.ts";
import { neededSegments, type PlanState, planState } from "../prepare/plan-state.ts";
import { createPlanBinder } from "../project/bind-stored.ts";
import { type Form, mixesOf, project } from "../project/project.ts";
import type { BoundPlan } from "../project/tracks.ts";
import type { AdStreamUrl } from "./ad-ranges.ts";
import { renderPlaylists, type StreamPlaylists } from "./playlists.ts";

/** A playlist as it is answered. */
export interface PlaylistFile {
  readonly body: Uint8Array;
  readonly etag: string;
  /** Media segments that it names. */
  readonly segments: number;
}

/** Playlists of one stream in one form. */
export interface PlaylistFiles {
  /** By the file name that follows the signature: `anything.m3u8`, `r/v0.m3u8`. @throws `not_found` */
  pick(file: string): PlaylistFile;
  /** The head, or first piece of one, that each variant begins with, if it does. */
  readonly firstHeads: readonly (HeadId | undefined)[];
  /** The rendered segments of each variant, in order. */
  readonly rendered: readonly (readonly RenderedId[])[];
}

/** Playlists, rendered once and kept as bytes while they are asked for. */
export interface PlaylistCache {
  /** Binds a plan to the versions that it plays. @throws CutstreamError `media_not_found` where one was deleted. */
  bind(plan: Plan): Promise<BoundPlan>;
  /**
   * Renders the playlists of a plan that is about to be published.
   * @param name of the plan: plans never change.
   * @throws CutstreamError `internal` where they break a rule of HLS.
   */
  add(name: string, bound: BoundPlan, state: PlanState): void;
  /** The playlists of a plan, rendered where they are not in memory. Throws as {@link bind} and {@link add}. */
  get(name: string, plan: () => Plan, form: Form): Promise<PlaylistFiles>;
}

/** Bytes of playlists kept in memory. */
const CACHE_BYTES = 32 * 1024 * 1024;

export function createPlaylistCache(parts: {
  readonly library: Library;
  readonly texts: Pick<TextStore, "get">;
  readonly makers: Makers;
  readonly mediaBase: string;
  readonly assetBase: string;
  readonly adStreamUrl: AdStreamUrl;
  readonly observer: Pick<Observer, "looked">;
}): PlaylistCache {
  const { library, texts, makers, observer, ...addresses } = parts;
  const kept = new LRUCache<string, PlaylistFiles & { readonly size: number }>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ size }) => size,
  });
  const keyOf = (name: string, form: Form) => `${form} ${name}`;

  const bind = createPlanBinder({ library, texts });

  const render = (key: string, bound: BoundPlan, form: Form, { sizes }: PlanState): PlaylistFiles => {
    const files = toFiles(renderPlaylists({ bound, form, ...addresses, headSizes: sizes }), bound);
    kept.set(key, files);
    const spans = bound.variants[0] ?? [];
    if (spans.some(({ bed }) => bed?.mixed)) makers.mixes.follow(mixesOf(project(spans, form)));
    return files;
  };

  return {
    bind,
    add: (name, bound, state) => void render(keyOf(name, "default"), bound, "default", state),
    async get(name, plan, form) {
      const key = keyOf(name, form);
      const files = kept.get(key);
      observer.looked("playlist", files !== undefined);
      if (files) return files;
      const bound = await bind(plan());
      return render(key, bound, form, await planState(bound, makers));
    },
  };
}

function toFiles({ multivariant, media }: StreamPlaylists, bound: BoundPlan) {
  const index = toFile(multivariant);
  const files = new Map([...media].map(([name, text]) => [`r/${name}.m3u8`, toFile(text)]));
  return {
    pick(file: string): PlaylistFile {
      const found = /^[^/]{1,160}\.m3u8$/.test(file) ? index : files.get(file);
      if (!found) throw new CutstreamError("not_found", "The stream has no such playlist.");
      return found;
    },
    firstHeads: bound.variants.map(([span]) => {
      const [piece] = span?.pieces ?? [];
      const head = piece?.render ? null : piece?.cut.head;
      return span && head ? { version: span.version, track: span.video, ...head } : undefined;
    }),
    rendered: bound.variants.map(neededSegments),
    size: [...files.values()].reduce((sum, { body }) => sum + body.length, index.body.length),
  };
}

function toFile(text: string): PlaylistFile {
  const body = new TextEncoder().encode(text);
  const segments = text.split("#EXTINF:").length - 1;
  return { body, etag: `"${hash("sha1", body, "base64url")}"`, segments };
}
