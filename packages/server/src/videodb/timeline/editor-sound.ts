import type { MusicInput } from "@cutstream/engine";
import type { AssetOf, LaidClip } from "./editor-payload.ts";
import type { PlacedVideo } from "./editor-video.ts";
import { readFade } from "./editor-video.ts";
import type { Material } from "./material.ts";
import { refuse } from "./refuse.ts";

/** What is heard of the editor's timeline: the videos' own sound, and one sound besides. */

/**
 * @returns undefined where only the videos are heard.
 * @throws CutstreamError `not_supported`, `video_not_found`
 */
export async function translateSound(
  clips: readonly LaidClip<AssetOf<"audio">>[],
  placed: readonly PlacedVideo[],
  material: Material,
): Promise<MusicInput | undefined> {
  const muted = ownSound(placed);
  const heard = clips.filter(({ asset }) => asset.volume !== 0);
  const [first, second] = heard;
  if (second)
    throw refuse(second.path, "a timeline takes one sound besides that of its videos; mix them beforehand");
  if (!first) return muted ? silence(material) : undefined;
  const { path, asset, start, duration, clip } = first;
  if (start > 0) throw refuse(path, "sound begins where the timeline does; put silence before it");
  const { view } = await material.media(asset.id);
  const from = asset.start ?? 0;
  const length = view.duration ?? 0;
  const fade = readFade(clip.transition, path);
  const volume = asset.volume ?? 1;
  return {
    video: view.id,
    start: from,
    ...(duration !== undefined && { end: Math.min(length, from + duration) }),
    mode: muted ? "replace" : "mix",
    ...(volume !== 1 && { gain: 20 * Math.log10(volume) }),
    ...((fade.in > 0 || fade.out > 0) && { fade }),
  };
}

/** Whether all videos are silent. @throws CutstreamError `not_supported` for any other loudness than their own */
function ownSound(placed: readonly PlacedVideo[]): boolean {
  const [first] = placed;
  for (const { path, volume } of placed) {
    if (volume !== 0 && volume !== 1) {
      throw refuse(path, `a video's own sound is heard as it is or not at all, not at volume ${volume}`);
    }
    if (volume !== first?.volume) {
      throw refuse(path, `either all videos of a timeline are heard or none, and ${first?.path} differs`);
    }
  }
  return first?.volume === 0;
}

async function silence(material: Material): Promise<MusicInput> {
  const { view } = await material.blank();
  return { video: view.id, mode: "replace", loop: true };
}
