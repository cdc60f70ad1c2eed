import { type Connection, Timeline, type Video, VideoAsset } from "videodb";

/** Quick example: a stream of what a search finds, one of time ranges, and the video as a file. */
export async function quickExample(conn: Connection, videoId: string) {
  const coll = await conn.getCollection();
  const video = await coll.getVideo(videoId);

  // Stream from search results
  const results = await video.search("product demo");
  const streamUrl = await results.compile();

  // Stream from timestamps
  const streamUrl2 = await video.generateStream([
    [10, 30],
    [45, 60],
  ]);

  // Get download URL: the SDK gives an object, of which it is one field
  const download = await video.download("sample video");
  return { streamUrl, streamUrl2, downloadUrl: String(download.downloadUrl) };
}

/** From search results. `results.play()` would open VideoDB's page; `results.playerUrl` is ours. */
export async function fromSearchResults(video: Video) {
  const results = await video.search("key moments");
  const streamUrl = await results.compile();
  return { streamUrl, playerUrl: results.playerUrl };
}

/** From timestamps. */
export async function fromTimestamps(video: Video) {
  const timestamps: [number, number][] = [
    [0, 15], // Intro
    [120, 180], // Main content
    [300, 330], // Conclusion
  ];
  return video.generateStream(timestamps);
}

/** From a timeline. VideoDB's page writes `new VideoAsset(video.id, 10, 30)`, of which the SDK drops the times. */
export async function fromTimeline(conn: Connection, video: Video) {
  const timeline = new Timeline(conn);
  timeline.addInline(new VideoAsset(video.id, { start: 10, end: 30 }));
  timeline.addInline(new VideoAsset(video.id, { start: 60, end: 90 }));
  return timeline.generateStream();
}

/** A cache of streams that are asked for again before they expire, after a day. */
export function freshStreams() {
  const cache = new Map<string, { url: string; expires: number }>();
  return async function getFreshStream(video: Video, timestamps: [number, number][]) {
    const cacheKey = `${video.id}:${JSON.stringify(timestamps)}`;

    // Check cache and expiry
    const cached = cache.get(cacheKey);
    if (cached && cached.expires > Date.now()) {
      return cached.url;
    }

    // Generate fresh URL
    const url = await video.generateStream(timestamps);
    cache.set(cacheKey, { url, expires: Date.now() + 23 * 60 * 60 * 1000 }); // 23 hours
    return url;
  };
}
