// The player page: hls.js over the stream that ?url= names, and plain words where it does not play.

import { attachOverlay } from "/overlay.js";
import { showControls } from "/player/controls.js";

const TITLES = {
  stream_expired: "This stream has expired",
  stream_revoked: "This stream was withdrawn",
  stream_forged: "This address is not genuine",
  stream_not_found: "There is no such stream",
  encoder_busy: "The server is busy",
};

const element = (id) => document.getElementById(id);
const video = element("video");
const address = new URLSearchParams(location.search).get("url");

element("again").addEventListener("click", () => location.reload());
if (address !== null) {
  element("url").value = address;
  start(address);
}

/** Plays a stream: with hls.js where there is Media Source, with the browser's own HLS elsewhere. */
function start(text) {
  const url = streamUrl(text);
  if (url === undefined) {
    fail("This is no stream's address", "It must be an http or https URL, or a path on this server.");
  } else if (window.Hls?.isSupported()) {
    playWithHls(url);
  } else if (video.canPlayType("application/vnd.apple.mpegurl")) {
    video.addEventListener("error", () => explain(url));
    video.src = url;
  } else {
    fail("This browser cannot play HLS", "Try a current Chrome, Edge, Firefox or Safari.");
  }
}

/** The address to fetch, or undefined where it is neither http(s) nor a path here. */
function streamUrl(text) {
  try {
    const url = new URL(text, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function playWithHls(url) {
  const { Hls } = window;
  const hls = new Hls({ workerPath: video.dataset.worker, enableDateRangeMetadataCues: false });
  let mended = false;
  let drawn = false;
  attachOverlay({
    video,
    container: element("stage"),
    player: hls,
    onSchedule: ({ frame, items }) => {
      if (drawn || (!frame && items.length === 0)) return;
      drawn = true;
      showControls(video, element("stage"));
    },
  });
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !mended) {
      mended = true;
      hls.recoverMediaError();
      return;
    }
    hls.destroy();
    if (data.type === Hls.ErrorTypes.NETWORK_ERROR) explain(data.frag?.url ?? data.url ?? url);
    else fail("This stream cannot be decoded here", `${data.details}`);
  });
  hls.on(Hls.Events.MANIFEST_PARSED, (_event, data) => {
    const { length } = data.levels;
    element("state").textContent = length > 1 ? `${length} renditions` : "";
    video.play().catch(() => {}); // a browser may want a click first: the controls are there
  });
  hls.loadSource(url);
  hls.attachMedia(video);
}

/** Asks the server once more for what failed, and shows what it says. */
async function explain(url) {
  const answer = await fetch(url, { credentials: "omit" }).catch(() => undefined);
  if (answer === undefined) {
    fail("The server cannot be reached", "Check the address and the connection.");
  } else if (answer.ok) {
    fail("The stream broke off", "Try again.");
  } else {
    const body = await answer.json().catch(() => undefined);
    const { code, message, remedy } = body?.error ?? {};
    fail(TITLES[code] ?? `The server answered ${answer.status}`, message, remedy);
  }
}

// textContent throughout: what came from an address or a server is never markup.
function fail(title, text = "", remedy = "") {
  element("notice-title").textContent = title;
  element("notice-text").textContent = text;
  element("notice-remedy").textContent = remedy;
  element("notice").hidden = false;
}
