/** The elements of media-chrome that the player is made of, one by one: all of them would be half as large again. */
import "media-chrome/media-controller";
import "media-chrome/media-control-bar";
import "media-chrome/media-play-button";
import "media-chrome/media-mute-button";
import "media-chrome/media-volume-range";
import "media-chrome/media-time-display";
import "media-chrome/media-time-range";
import "media-chrome/media-preview-time-display";
import "media-chrome/media-pip-button";
import "media-chrome/media-fullscreen-button";
import "media-chrome/media-loading-indicator";
import "media-chrome/media-poster-image";
import "media-chrome/menu/media-chrome-menu-item";
import "media-chrome/menu/media-captions-menu";
import "media-chrome/menu/media-captions-menu-button";
import "media-chrome/menu/media-rendition-menu";
import "media-chrome/menu/media-rendition-menu-button";
import "media-chrome/menu/media-playback-rate-menu";
import "media-chrome/menu/media-playback-rate-menu-button";
import type { MediaController } from "media-chrome/media-controller";
import { applyNonce } from "./nonce.ts";

/** Seconds that an arrow key jumps. */
const JUMP = 5;

const HTML = `
<media-controller part="controller" noautoseektolive nosubtitleslangpref novolumepref nomutedpref
  keyboardforwardseekoffset="${JUMP}" keyboardbackwardseekoffset="${JUMP}">
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
</media-controller>`;

/** Controls that stand nowhere yet. */
export interface Controls {
  readonly controller: MediaController;
  readonly poster: HTMLElement;
}

/**
 * Makes controls for a video that lies anywhere inside of them.
 * @param nonce of the page's content security policy; empty without one.
 */
export function makeControls(video: HTMLVideoElement, nonce: string): Controls {
  const template = document.createElement("template");
  template.innerHTML = HTML;
  const tags = [...template.content.querySelectorAll("*")].map(({ localName }) => localName);
  applyNonce(nonce, [...tags, "media-gesture-receiver", "media-tooltip", "media-chrome-menu-item"]);
  // Imported, its elements are made but stand nowhere yet: the controller must know its video first.
  const content = document.importNode(template.content, true);
  const controller = content.querySelector("media-controller");
  const poster = content.querySelector<HTMLElement>("media-poster-image");
  if (!controller || !poster) throw new Error("The template of the controls lacks an element.");
  // media-chrome looks for its media among its children; ours lies deeper, with what is drawn over it.
  Object.defineProperty(controller, "media", { get: () => video });
  return { controller: controller as MediaController, poster };
}
