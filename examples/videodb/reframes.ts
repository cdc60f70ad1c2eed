import type { Video } from "videodb";

/** Other shapes. VideoDB's page has these in Python alone; the SDK for Node has them too. */
export async function reframes(video: Video, callbackUrl: string) {
  // Vertical (9:16) for social media
  const vertical = await video.reframe({ target: "vertical", mode: "smart" });

  // Custom aspect ratio (square)
  const square = await video.reframe({ target: { width: 1, height: 1 } });

  // Custom size
  const sized = await video.reframe({ target: { width: 360, height: 640 }, mode: "simple" });

  // A time range
  const clip = await video.reframe({ start: 10.0, end: 60.0, target: "vertical" });

  // With a callback
  await video.reframe({ start: 10.0, end: 60.0, target: "vertical", callbackUrl });

  // Vertical in a single call
  const smart = await video.smartVerticalReframe();
  return { vertical, square, sized, clip, smart };
}
