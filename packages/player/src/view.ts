import type { Controls } from "./controls.ts";
import type { Failure } from "./failure.ts";
import { RenditionList } from "./renditions.ts";
import { STYLES } from "./styles.ts";

const HTML = `
<div slot="media" class="stage" part="stage">
  <video part="video" playsinline preload="auto"></video>
  <div class="captions" part="captions"></div>
</div>
<div slot="dialog" role="alert" noautohide class="notice" part="notice" hidden>
  <strong class="title" part="notice-title"></strong>
  <p class="text"></p>
  <p class="remedy"></p>
  <button type="button" part="notice-button">Try again</button>
</div>`;

/** What is inside of the player's element. */
export interface View {
  /** What the video lies in: overlays are drawn here. */
  readonly stage: HTMLElement;
  readonly video: HTMLVideoElement;
  /** Where captions are drawn. */
  readonly captions: HTMLElement;
  readonly renditions: RenditionList;
  /** The picture that is shown until something plays; empty: none. */
  setPoster(address: string): void;
  /** The language of the controls. */
  setLanguage(tag: string): void;
  /** The shape of the box, `9 / 16`; undefined: as it is otherwise. */
  setAspect(ratio: string | undefined): void;
  /** Shows why nothing plays, in place of the picture; null: the picture again. */
  setFailure(failure: Failure | null): void;
  /** Puts the keyboard to the controls, once they are there. */
  focus(options?: FocusOptions): void;
}

/** Milliseconds that controls wait for a first frame at most. */
const PATIENCE = 500;

/**
 * Fills the player's shadow root. The controls come once there is a picture, or soon where none comes, or when
 * something asks for them: making them takes as long as fetching the first segment does, and before there is a picture
 * there is nothing to control.
 * @param nonce of the page's content security policy; empty without one.
 * @param retry told when the viewer wants to try again.
 */
export function createView(root: ShadowRoot, nonce: string, retry: () => void): View {
  const template = document.createElement("template");
  template.innerHTML = HTML;
  const sheet = new CSSStyleSheet();
  const shape = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet, shape];
  root.append(template.content);
  const find = <T extends Element>(selector: string): T => {
    const found = root.querySelector<T>(selector);
    if (!found) throw new Error(`The player's template lacks ${selector}.`);
    return found;
  };
  const video = find<HTMLVideoElement>("video");
  const stage = find<HTMLElement>(".stage");
  const renditions = new RenditionList();
  Object.defineProperty(video, "videoRenditions", { value: renditions });
  // Until there is a frame the video is not seen: it may still be given another shape, which then moves nothing.
  video.addEventListener("loadeddata", () => video.classList.add("seen"), { once: true });
  const notice = find<HTMLElement>(".notice");
  const [title, text, remedy] = [find(".title"), find(".text"), find(".remedy")];
  const again = find<HTMLButtonElement>(".notice button");
  again.addEventListener("click", retry);

  let language: string | undefined;
  const make = async (): Promise<Controls> => {
    const { makeControls } = await import("./controls.ts");
    const controls = makeControls(video, nonce);
    if (language !== undefined) controls.controller.setAttribute("lang", language);
    // In one go: a video that is out of the page when a task ends is paused.
    controls.controller.append(stage, notice);
    root.append(controls.controller);
    return controls;
  };
  let made: Promise<Controls> | undefined;
  const controls = (): Promise<Controls> => {
    made ??= make();
    return made;
  };
  // some browsers tell of no frames: there they come after a while
  video.requestVideoFrameCallback?.(() => void controls());
  setTimeout(controls, PATIENCE);

  return {
    stage,
    video,
    captions: find(".captions"),
    renditions,
    setPoster(address) {
      if (address === "" && !made) return;
      void controls().then(({ poster }) => {
        poster.hidden = address === "";
        if (address === "") poster.removeAttribute("src");
        else poster.setAttribute("src", address);
      });
    },
    setLanguage(tag) {
      language = tag;
      if (made) void made.then(({ controller }) => controller.setAttribute("lang", tag));
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
    focus(options) {
      void controls().then(({ controller }) => controller.focus(options));
    },
  };
}
