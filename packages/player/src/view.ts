import "./controls.ts";
import type { MediaController } from "media-chrome/media-controller";
import type { Failure } from "./failure.ts";
import { applyNonce } from "./nonce.ts";
import { RenditionList } from "./renditions.ts";
import { STYLES } from "./styles.ts";

/** Seconds that an arrow key jumps. */
const JUMP = 5;

const HTML = `
<media-controller part="controller" noautoseektolive nosubtitleslangpref novolumepref nomutedpref
  keyboardforwardseekoffset="${JUMP}" keyboardbackwardseekoffset="${JUMP}">
  <div slot="media" class="stage" part="stage">
    <video part="video" playsinline preload="auto"></video>
    <div class="captions" part="captions"></div>
  </div>
  <media-poster-image slot="poster" part="poster" hidden></media-poster-image>
  <media-loading-indicator slot="centered-chrome" noautohide part="loading"></media-loading-indicator>
  <media-captions-menu hidden anchor="auto" part="menu captions-menu"></media-captions-menu>
  <media-rendition-menu hidden anchor="auto" part="menu quality-menu"></media-rendition-menu>
  <media-playback-rate-menu hidden anchor="auto" part="menu rate-menu" rates="0.5 0.75 1 1.25 1.5 2">
  </media-playback-rate-menu>
  <media-control-bar part="bar">
    <media-play-button part="button play"></media-play-button>
    <media-mute-button part="button mute"></media-mute-button>
    <media-volume-range part="range volume"></media-volume-range>
    <media-time-display part="time" showduration notoggle></media-time-display>
    <media-time-range part="range seek"></media-time-range>
    <media-captions-menu-button part="button captions-button"></media-captions-menu-button>
    <media-rendition-menu-button part="button quality-button"></media-rendition-menu-button>
    <media-playback-rate-menu-button part="button rate-button"></media-playback-rate-menu-button>
    <media-pip-button part="button pip"></media-pip-button>
    <media-fullscreen-button part="button fullscreen"></media-fullscreen-button>
  </media-control-bar>
  <div slot="dialog" role="alert" noautohide class="notice" part="notice" hidden>
    <strong class="title" part="notice-title"></strong>
    <p class="text"></p>
    <p class="remedy"></p>
    <button type="button" part="notice-button">Try again</button>
  </div>
</media-controller>`;

/** What is inside of the player's element. */
export interface View {
  readonly controller: MediaController;
  /** What the video lies in: overlays are drawn here. */
  readonly stage: HTMLElement;
  readonly video: HTMLVideoElement;
  /** Where captions are drawn. */
  readonly captions: HTMLElement;
  readonly renditions: RenditionList;
  /** The picture that is shown until something plays; empty: none. */
  setPoster(address: string): void;
  /** The shape of the box, `9 / 16`; undefined: as it is otherwise. */
  setAspect(ratio: string | undefined): void;
  /** Shows why nothing plays, in place of the picture; null: the picture again. */
  setFailure(failure: Failure | null): void;
}

/**
 * Fills the player's shadow root.
 * @param nonce of the page's content security policy; empty without one.
 * @param retry told when the viewer wants to try again.
 */
export function createView(root: ShadowRoot, nonce: string, retry: () => void): View {
  const template = document.createElement("template");
  template.innerHTML = HTML;
  const tags = [...template.content.querySelectorAll("*")].map(({ localName }) => localName);
  applyNonce(nonce, [...tags, "media-gesture-receiver", "media-tooltip", "media-chrome-menu-item"]);
  const sheet = new CSSStyleSheet();
  const shape = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet, shape];

  // Imported, its elements are made but stand nowhere yet: the controller must know its video first.
  const content = document.importNode(template.content, true);
  const find = <T extends Element>(selector: string): T => {
    const found = content.querySelector<T>(selector);
    if (!found) throw new Error(`The player's template lacks ${selector}.`);
    return found;
  };
  const video = find<HTMLVideoElement>("video");
  const controller = find<MediaController>("media-controller");
  const renditions = new RenditionList();
  // media-chrome looks for its media among its children; ours lies deeper, with what is drawn over it.
  Object.defineProperty(controller, "media", { get: () => video });
  Object.defineProperty(video, "videoRenditions", { value: renditions });
  // Until there is a frame the video is not seen: it may still be given another shape, which then moves nothing.
  video.addEventListener("loadeddata", () => video.classList.add("seen"), { once: true });
  const poster = find<HTMLElement>("media-poster-image");
  const notice = find<HTMLElement>(".notice");
  const [title, text, remedy] = [find(".title"), find(".text"), find(".remedy")];
  const again = find<HTMLButtonElement>(".notice button");
  again.addEventListener("click", retry);
  const view: View = {
    controller,
    stage: find(".stage"),
    video,
    captions: find(".captions"),
    renditions,
    setPoster(address) {
      poster.hidden = address === "";
      if (address === "") poster.removeAttribute("src");
      else poster.setAttribute("src", address);
    },
    setAspect(ratio) {
      shape.replaceSync(ratio === undefined ? "" : `:host { aspect-ratio: ${ratio}; }`);
    },
    setFailure(failure) {
      notice.hidden = failure === null;
      // As text, never as markup: it may come from a server.
      title.textContent = failure?.title ?? "";
      text.textContent = failure?.text ?? "";
      remedy.textContent = failure?.remedy ?? "";
      again.hidden = failure?.again !== true;
    },
  };
  root.append(content);
  return view;
}
