import { LRUCache } from "lru-cache";
import { CutstreamError } from "../errors.ts";
import type { Library, LibraryVersion } from "../library/library.ts";
import { headState } from "./head-needs.ts";
import type { Heads } from "./heads.ts";
import type { Plan } from "./plan.ts";
import { renderPlaylists, type StreamPlaylists } from "./playlists.ts";
import type { Form } from "./project.ts";

/** Playlists of plans, rendered once and kept while they are asked for. */
export interface PlaylistRenderer {
  /** @param name of the plan, for the cache: plans never change. */
  render(name: string, plan: Plan, form: Form): Promise<StreamPlaylists>;
  /** The versions that a plan plays. @throws CutstreamError `media_not_found` where one was deleted. */
  versions(plan: Plan): Promise<ReadonlyMap<string, LibraryVersion>>;
}

/** Characters of playlists kept in memory. */
const CACHE_CHARACTERS = 32 * 1024 * 1024;

export function createPlaylistRenderer(parts: {
  library: Library;
  heads: Heads;
  mediaBase: string;
}): PlaylistRenderer {
  const { library, heads, mediaBase } = parts;
  const rendered = new LRUCache<string, StreamPlaylists>({
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: ({ multivariant, media }) =>
      [...media.values()].reduce((sum, { length }) => sum + length, multivariant.length),
  });
  const versions = async (plan: Plan): Promise<ReadonlyMap<string, LibraryVersion>> => {
    const found = await Promise.all(Object.keys(plan.renditions).map((id) => library.version(id)));
    return new Map(found.map((version) => [version.id, version]));
  };
  return {
    versions,
    async render(name, plan, form) {
      const key = `${name} ${form}`;
      const cached = rendered.get(key);
      if (cached) return cached;
      const bound = await versions(plan);
      const { sizes } = await headState(plan, bound, heads);
      const playlists = renderPlaylists({ plan, versions: bound, form, mediaBase, headSizes: sizes });
      rendered.set(key, playlists);
      return playlists;
    },
  };
}

/** A playlist by the file name that follows the signature: `anything.m3u8`, `r/v0.m3u8`. @throws `not_found` */
export function pickPlaylist(playlists: StreamPlaylists, file: string): string {
  if (/^[^/]{1,160}\.m3u8$/.test(file)) return playlists.multivariant;
  const name = /^r\/([a-z]\d{1,3})\.m3u8$/.exec(file)?.[1];
  const found = name === undefined ? undefined : playlists.media.get(name);
  if (found === undefined) throw new CutstreamError("not_found", "The stream has no such playlist.");
  return found;
}
