import { type AssetView, CutstreamError, type Engine, type ImageShape } from "@cutstream/engine";
import { type FoundVideo, findVideo } from "../found-video.ts";
import { ourImage } from "../ids.ts";

/** What timelines are made of, by the ids that VideoDB's SDKs have. */
export interface Material {
  /** A video or sound. @throws CutstreamError `video_not_found`, `video_not_ready`, `not_supported` */
  media(id: string): Promise<FoundVideo>;
  /** An image, in another shape where one is given. @throws CutstreamError `asset_not_found` */
  image(id: string, shape?: ImageShape): Promise<AssetView>;
  /** A video that shows black and says nothing. */
  blank(): Promise<FoundVideo>;
}

/** Looks each thing up once. */
export function createMaterial(engine: Pick<Engine, "videos" | "assets">): Material {
  const found = new Map<string, Promise<FoundVideo>>();
  return {
    media(id) {
      const known = found.get(id) ?? plain(engine, id);
      found.set(id, known);
      return known;
    },
    async image(id, shape) {
      const asset = await engine.assets.get(ourImage(id));
      return shape ? engine.assets.reshape(asset.id, shape) : asset;
    },
    async blank() {
      const view = await engine.videos.blank();
      return { id: `m-${view.id}`, view, start: 0, end: view.duration ?? 0 };
    },
  };
}

async function plain(engine: Pick<Engine, "videos">, id: string): Promise<FoundVideo> {
  const video = await findVideo(engine, id);
  if (!video.reframed) return video;
  const message = `Video ${id} is a shape of another one; put that one on the timeline, and give the timeline a resolution.`;
  throw new CutstreamError("not_supported", message);
}
