/** Colours by theme: dark, light. */
const DARK =
  "--_ground: rgb(14 15 18 / 82%); --_ink: #eceef2; --_quiet: rgb(236 238 242 / 30%); --_hover: rgb(70 74 84 / 70%);";
const LIGHT =
  "--_ground: rgb(255 255 255 / 90%); --_ink: #14161a; --_quiet: rgb(20 22 26 / 25%); --_hover: rgb(214 218 226 / 80%);";

/** Styles of the player. Its box has its shape before anything is loaded, so that nothing on the page moves. */
export const STYLES = `
:host {
  ${DARK}
  display: block;
  position: relative;
  aspect-ratio: 16 / 9;
  min-width: 0;
  background: var(--cutstream-background, #000);
  container-type: inline-size;
  font-family: var(--cutstream-font, system-ui, sans-serif);
}
:host([hidden]) { display: none; }
:host([theme="light"]) { ${LIGHT} }
@media (prefers-color-scheme: light) { :host(:not([theme="dark"])) { ${LIGHT} } }

media-controller {
  display: block;
  width: 100%;
  height: 100%;
  --media-background-color: transparent;
  --media-primary-color: var(--cutstream-ink, var(--_ink));
  --media-secondary-color: var(--cutstream-ground, var(--_ground));
  --media-control-background: transparent;
  --media-control-hover-background: var(--cutstream-hover, var(--_hover));
  --media-menu-background: var(--cutstream-ground, var(--_ground));
  --media-range-bar-color: var(--cutstream-accent, #3b82f6);
  --media-range-thumb-background: var(--cutstream-accent, #3b82f6);
  --media-range-track-background: var(--_quiet);
  --media-focus-box-shadow: inset 0 0 0 2px var(--cutstream-accent, #3b82f6);
  --media-font-family: var(--cutstream-font, system-ui, sans-serif);
  --media-font-weight: 500;
  --media-control-padding: 9px;
}
media-controller:fullscreen { background: #000; }

.stage { position: relative; overflow: hidden; width: 100%; height: 100%; container-type: size; }
video:not(.seen) { visibility: hidden; }
media-poster-image { --media-object-fit: contain; }
media-poster-image[hidden] { display: none; }
video { display: block; width: 100%; height: 100%; object-fit: contain; }
.stage.captioned video::-webkit-media-text-track-container { display: none; }
.stage.captioned video::cue { color: transparent; background: transparent; }

.captions {
  position: absolute;
  inset: 3% auto 3% 50%;
  width: min(94cqw, 94cqh * var(--_shape, 100));
  transform: translate(-50%, 0);
  transition: transform 150ms;
  display: flex;
  flex-direction: column;
  justify-content: flex-end;
  gap: 0.15em;
  pointer-events: none;
  white-space: pre-line;
  font-size: clamp(13px, 2.4cqi, 40px);
  line-height: 1.35;
  color: var(--cutstream-caption-ink, #fff);
}
.captions span {
  padding: 0.05em 0.35em;
  background: var(--cutstream-caption-ground, rgb(0 0 0 / 78%));
  box-decoration-break: clone;
  -webkit-box-decoration-break: clone;
}
/* Above the controls while they are up. */
media-controller:is([mediapaused], :not([userinactive])) .captions { transform: translate(-50%, -44px); }

media-control-bar { background: var(--cutstream-ground, var(--_ground)); }
media-time-range { flex: 1 1 0; min-width: 0; --media-range-thumb-opacity: 0; }
media-time-range:is(:hover, :focus-visible) { --media-range-thumb-opacity: 1; }
media-time-display { font-variant-numeric: tabular-nums; white-space: nowrap; }
/* What is not there yet keeps its place: nothing moves when it comes. */
media-captions-menu-button[mediasubtitlesunavailable],
media-rendition-menu-button[mediarenditionunavailable] { display: inline-flex !important; opacity: 0.35 !important; }

@container (width < 560px) { media-volume-range { display: none; } }
@container (width < 440px) { media-playback-rate-menu-button, media-rendition-menu-button { display: none !important; } }
@container (width < 340px) { media-pip-button, media-time-display { display: none; } }

.notice {
  position: absolute;
  inset: 0;
  box-sizing: border-box;
  display: grid;
  align-content: center;
  justify-items: center;
  gap: 0.3em;
  padding: 1.5em;
  text-align: center;
  overflow-wrap: anywhere;
  font-size: 15px;
  line-height: 1.45;
  color: var(--cutstream-ink, var(--_ink));
  background: color-mix(in srgb, var(--cutstream-ground, var(--_ground)), transparent 0%);
}
.notice[hidden] { display: none; }
.notice strong { font-size: 1.3em; font-weight: 600; }
.notice p { margin: 0; max-width: 46ch; }
.notice .remedy { opacity: 0.75; }
.notice button {
  margin-top: 0.8em;
  padding: 0.45em 1.2em;
  border: 0;
  border-radius: 8px;
  background: var(--cutstream-accent, #3b82f6);
  color: #fff;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.notice button[hidden] { display: none; }
.notice button:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
@media (prefers-reduced-motion: reduce) { media-controller { --media-control-transition-in: none; --media-control-transition-out: none; } }
`;
