// Controls for streams with overlays: the browser's own would be cut off with a reframed picture, and its full screen
// shows the video without what is drawn over it.

const element = (id) => document.getElementById(id);

/** Shows the page's controls in place of the video's own. */
export function showControls(video, stage) {
  video.controls = false;
  element("controls").hidden = false;
  const seek = element("seek");
  const update = () => {
    const { currentTime, duration, paused, muted } = video;
    element("toggle").textContent = paused ? "Play" : "Pause";
    element("mute").textContent = muted ? "Unmute" : "Mute";
    if (!Number.isFinite(duration)) return;
    seek.max = duration;
    seek.value = currentTime;
    seek.setAttribute("aria-valuetext", `${clock(currentTime)} of ${clock(duration)}`);
    element("time").textContent = `${clock(currentTime)} / ${clock(duration)}`;
  };
  for (const event of ["play", "pause", "timeupdate", "durationchange", "volumechange", "seeked", "ended"]) {
    video.addEventListener(event, update);
  }
  seek.addEventListener("input", () => {
    video.currentTime = Number(seek.value);
  });
  element("toggle").addEventListener("click", () => toggle(video));
  video.addEventListener("click", () => toggle(video));
  element("mute").addEventListener("click", () => {
    video.muted = !video.muted;
  });
  element("full").addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else stage.requestFullscreen();
  });
  update();
}

function toggle(video) {
  if (video.paused) video.play().catch(() => {});
  else video.pause();
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
