import { type MultivariantPlaylist, parseMediaPlaylist, parseMultivariantPlaylist } from "@cutstream/media";
import type { Engine } from "../../packages/engine/src/api/engine.ts";
import type { OriginResponse } from "../../packages/engine/src/api/origin.ts";
import { download, type Fetch, openPresentation } from "../../packages/engine/src/verify/hls-client.ts";

/** Fetches what an engine serves, without HTTP in between. */
export function engineFetch(engine: Engine): Fetch {
  return async (url) => {
    const [, kind = "", ...rest] = new URL(url).pathname.split("/");
    if (kind === "m") return bodyOf(await engine.origin.media(rest.join("/")));
    const [user = "", stream = "", signature = "", ...file] = rest.map(decodeURIComponent);
    const form = "default";
    return bodyOf(await engine.origin.playlist({ user, stream, signature, file: file.join("/"), form }));
  };
}

async function bodyOf({ body, size }: OriginResponse): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const whole = Buffer.concat(parts);
  if (whole.length !== size) throw new Error(`${whole.length} bytes came of ${size}`);
  return whole;
}

/** Fetches all of a stream's first variant and its sound. @returns the pictures' bytes, as one file. */
export async function fetchAll(engine: Engine, url: string): Promise<Uint8Array> {
  const fetch = engineFetch(engine);
  const { video, audio } = await openPresentation(url, fetch);
  for (const stretch of audio ?? []) await download(stretch, fetch);
  const pictures = await Promise.all(video.map((stretch) => download(stretch, fetch)));
  return Buffer.concat(pictures);
}

/** A stream's variants, as its multivariant playlist lists them. */
export async function variantsOf(engine: Engine, url: string): Promise<MultivariantPlaylist["variants"]> {
  return parseMultivariantPlaylist(new TextDecoder().decode(await engineFetch(engine)(url))).variants;
}

/** Fetches the pictures of one variant of a stream that has no discontinuity, as one file. */
export async function fetchVariant(engine: Engine, url: string, uri: string): Promise<Uint8Array> {
  const fetch = engineFetch(engine);
  const at = new URL(uri, url).href;
  const { segments } = parseMediaPlaylist(new TextDecoder().decode(await fetch(at)));
  const parts = [segments[0]?.map, ...segments.map((segment) => segment.uri)];
  const bodies: Uint8Array[] = [];
  for (const part of parts) if (part !== undefined) bodies.push(await fetch(new URL(part, at).href));
  return Buffer.concat(bodies);
}
