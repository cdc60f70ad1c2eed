/**
 * Calls with the time of each frame as it comes up: from `requestVideoFrameCallback`, which tells the very frame, or
 * before each refresh of the display where there is none. Also after a seek that is paused.
 * @returns what ends it.
 */
export function watchPicture(video: HTMLVideoElement, shown: (time: number) => void): () => void {
  let ended = false;
  let handle = 0;
  if ("requestVideoFrameCallback" in video) {
    const called = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      if (ended) return;
      handle = video.requestVideoFrameCallback(called);
      shown(mediaTime);
    };
    handle = video.requestVideoFrameCallback(called);
    return () => {
      ended = true;
      video.cancelVideoFrameCallback(handle);
    };
  }
  const element: HTMLVideoElement = video;
  const refreshed = () => {
    if (ended) return;
    handle = requestAnimationFrame(refreshed);
    if (element.readyState >= 2) shown(element.currentTime);
  };
  handle = requestAnimationFrame(refreshed);
  return () => {
    ended = true;
    cancelAnimationFrame(handle);
  };
}
