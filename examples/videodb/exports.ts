import type { Audio, Image, Video } from "videodb";

/** Addresses of files: a video with its sound, sound alone, an image. */
export async function mediaUrls(video: Video, audio: Audio, image: Image) {
  const download = await video.download("sample video");
  const audioUrl = await audio.generateUrl();
  const imageUrl = await image.generateUrl();
  return { downloadUrl: String(download.downloadUrl), audioUrl, imageUrl };
}

/** Each moment that a search finds, as a stream of its own. */
export async function exportMatches(video: Video) {
  const results = await video.search("highlight moments");

  const clips = [];
  for (const shot of results.shots) {
    const clipUrl = await shot.generateStream();
    clips.push({ start: shot.start, end: shot.end, url: clipUrl, text: shot.text });
  }
  return clips;
}

/** Several ranges of a video, each as a stream of its own. */
export async function exportClips(video: Video, timestamps: [number, number][], prefix = "clip") {
  const exports = [];

  for (const [i, [start, end]] of timestamps.entries()) {
    const streamUrl = await video.generateStream([[start, end]]);
    exports.push({ name: `${prefix}_${i + 1}`, start, end, duration: end - start, url: streamUrl });
  }
  return exports;
}

/** Intro, middle, outro. */
export const introMiddleOutro = (video: Video) =>
  exportClips(video, [
    [0, 30],
    [120, 180],
    [300, 330],
  ]);
