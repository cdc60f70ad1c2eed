import type { AssetView, CollectionView, Engine, VideoView } from "@cutstream/engine";
import type { FoundVideo } from "./found-video.ts";
import { collectionId, imageId, mediaId, reframeInput } from "./ids.ts";
import { publish, watchPage } from "./publish.ts";

/** Things as VideoDB's SDKs read them. Python breaks on a length that is null: it is left out until there is one. */

/** Whom all media belong to: there are no users here but those of streams. */
const USER = "u-default";

export function viewCollection({ id, name }: CollectionView) {
  return { id: collectionId(id), name, description: name, is_public: false };
}

/** A video, or sound. */
export async function viewMedia(engine: Pick<Engine, "videos">, view: VideoView) {
  return view.hasPicture === false ? viewAudio(view) : viewVideo(engine, view);
}

export async function viewVideo({ videos }: Pick<Engine, "videos">, view: VideoView) {
  const common = { ...viewAudio(view), description: "", status: view.status };
  if (view.streamUrl === null) return common;
  // The middle, since many begin black.
  const picture = await videos.picture(view.id, (view.duration ?? 0) / 2);
  return {
    ...common,
    stream_url: view.streamUrl,
    player_url: watchPage(playerOf(view.streamUrl), common.id),
    thumbnail: picture.url,
    thumbnail_url: picture.url,
  };
}

export function viewAudio(view: VideoView) {
  return {
    id: mediaId(view),
    collection_id: collectionId(view.collection),
    user_id: USER,
    name: view.name,
    ...(view.duration !== null && { length: String(view.duration), size: String(bytesOf(view)) }),
  };
}

/** A video in another shape: a stream of it is published, and that is all that there is. */
export async function viewReframed(engine: Pick<Engine, "videos" | "streams">, found: FoundVideo) {
  const { id, view, reframed, start, end } = found;
  const base = await viewVideo(engine, view);
  if (!reframed) return { data: base, warnings: [] };
  const clip = { video: view.id, start, end };
  const timeline = { clips: [clip], reframe: reframeInput(reframed) };
  const { stream, warnings } = await publish(engine, timeline);
  const name = `${view.name} (${reframed.width}x${reframed.height})`;
  return { data: { ...base, id, name, length: String(end - start), ...stream }, warnings };
}

/** Images belong to no collection here: every collection has them all. */
export function viewImage({ id, name, url }: AssetView, collection = "default") {
  return { id: imageId(id), collection_id: collectionId(collection), user_id: USER, name, url };
}

/** Where a player page is, of a stream's address: both are on one server. */
function playerOf(streamUrl: string): string {
  const root = streamUrl.slice(0, streamUrl.lastIndexOf("/u/"));
  return `${root}/player?url=${encodeURIComponent(streamUrl)}`;
}

/** Bytes of what is stored of a video. */
function bytesOf({ renditions, duration }: VideoView): number {
  const rate = renditions.reduce((sum, { bitRate }) => sum + bitRate, 0);
  return Math.round((rate * (duration ?? 0)) / 8);
}
