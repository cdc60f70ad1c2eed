import {
  concatBytes,
  type MediaPlaylist,
  parseMediaPlaylist,
  parseMultivariantPlaylist,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";

/** Fetches a URL's body. @throws where the answer is no success. */
export type Fetch = (url: string) => Promise<Uint8Array>;

/** A segment as a player sees it. */
export interface ClientSegment {
  readonly url: string;
  readonly initUrl: string | null;
  /** Flicks, as `EXTINF` says. */
  readonly duration: number;
}

/** Segments between two discontinuities. */
export type Stretch = readonly ClientSegment[];

/** A presentation's first variant, with its audio. */
export interface Presentation {
  readonly video: readonly Stretch[];
  /** Null where audio is muxed into the video's segments. */
  readonly audio: readonly Stretch[] | null;
}

/** Reads a stream's playlists as a player does. @throws CutstreamError `verification_failed` where it has no variant. */
export async function openPresentation(url: string, fetch: Fetch): Promise<Presentation> {
  const multivariant = parseMultivariantPlaylist(await text(url, fetch));
  const [variant] = multivariant.variants;
  if (!variant) throw new CutstreamError("verification_failed", `${url} lists no variant.`);
  const sound = multivariant.renditions.find(
    ({ type, groupId }) => type === "AUDIO" && groupId === variant.audioGroup,
  )?.uri;
  return {
    video: await openMedia(new URL(variant.uri, url).href, fetch),
    audio: sound === undefined ? null : await openMedia(new URL(sound, url).href, fetch),
  };
}

async function openMedia(url: string, fetch: Fetch): Promise<Stretch[]> {
  const playlist: MediaPlaylist = parseMediaPlaylist(await text(url, fetch));
  const stretches: ClientSegment[][] = [];
  for (const { uri, map, duration, discontinuity } of playlist.segments) {
    if (stretches.length === 0 || discontinuity) stretches.push([]);
    const initUrl = map === undefined ? null : new URL(map, url).href;
    stretches.at(-1)?.push({ url: new URL(uri, url).href, initUrl, duration });
  }
  return stretches;
}

const text = async (url: string, fetch: Fetch): Promise<string> => new TextDecoder().decode(await fetch(url));

/** The bytes of a stretch, or a part of one, that a decoder reads as one file. */
export async function download(segments: Stretch, fetch: Fetch): Promise<Uint8Array> {
  const init = segments[0]?.initUrl;
  const urls = [...(init ? [init] : []), ...segments.map(({ url }) => url)];
  const bodies: Uint8Array[] = [];
  for (const url of urls) bodies.push(await fetch(url));
  return concatBytes(bodies);
}
