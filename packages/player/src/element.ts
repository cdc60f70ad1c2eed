import type { Schedule } from "cutstream/overlay";
import { aspectRatio, streamUrl } from "./address.ts";
import { cmcdConfig, cmcdMode } from "./cmcd.ts";
import type { Engine } from "./engine/engine.ts";
import { startEngine } from "./engine/start.ts";
import { type Failure, failure } from "./failure.ts";
import { createView, type View } from "./view.ts";

/** Attributes that the video element has as well, by the same name. */
const FLAGS = ["autoplay", "muted", "loop"] as const;

/** Events of the video that the player repeats. */
const MEDIA_EVENTS = [
  ...["loadedmetadata", "loadeddata", "canplay", "play", "playing", "pause", "waiting", "seeking", "seeked"],
  ...["timeupdate", "durationchange", "volumechange", "ratechange", "ended"],
] as const;

/**
 * `<cutstream-player src="…">`: plays a stream with its overlays, captions and shape. `docs/player.md` has its
 * attributes, events, parts and keys.
 *
 * Besides the video's own events it sends `schedule` (detail: {@link Schedule}) when the stream says what is drawn,
 * and `failure` (detail: {@link Failure}) when the stream does not play.
 */
export class CutstreamPlayer extends HTMLElement {
  static readonly observedAttributes = ["src", "poster", "lang", "aspect", ...FLAGS];

  #view: View | undefined;
  #engine: Engine | undefined;
  #failure: Failure | null = null;
  #schedule: Schedule | null = null;
  /** Seconds at which playing broke off. */
  #failedAt: number | undefined;

  /** The stream's address; relative ones are relative to the page. */
  get src(): string {
    return this.getAttribute("src") ?? "";
  }

  set src(value: string) {
    this.setAttribute("src", value);
  }

  /** The video element inside: for all that HTMLVideoElement has. Undefined until the player is on a page. */
  get video(): HTMLVideoElement | undefined {
    return this.#view?.video;
  }

  /** Why the stream does not play; null while nothing is wrong. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** What is drawn over and around the picture; null until the stream says. */
  get schedule(): Schedule | null {
    return this.#schedule;
  }

  /** Seconds. */
  get currentTime(): number {
    return this.video?.currentTime ?? 0;
  }

  set currentTime(seconds: number) {
    if (this.video) this.video.currentTime = seconds;
  }

  /** Seconds; NaN until it is known. */
  get duration(): number {
    return this.video?.duration ?? Number.NaN;
  }

  get paused(): boolean {
    return this.video?.paused ?? true;
  }

  /** Plays on. Fails as `HTMLMediaElement.play()` does: where the browser wants a click first, for example. */
  async play(): Promise<void> {
    await this.video?.play();
  }

  pause(): void {
    this.video?.pause();
  }

  /** Loads the stream anew and plays on from where it is. */
  retry(): void {
    const at = this.#failedAt ?? this.currentTime;
    this.#load(at > 0 ? at : undefined);
    this.play().catch(() => {}); // a browser may want a click first: the controls are there
  }

  /** Puts the keyboard to the player. */
  override focus(options?: FocusOptions): void {
    this.#view?.focus(options);
  }

  connectedCallback(): void {
    this.#view ??= this.#createView();
    this.#load(undefined);
  }

  disconnectedCallback(): void {
    this.#unload();
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (before === value || !this.#view) return;
    this.#apply(this.#view, name, value);
    if (name === "src" && this.isConnected) this.#load(undefined);
  }

  #createView(): View {
    const root = this.attachShadow({ mode: "open" });
    const view = createView(root, this.nonce ?? "", () => this.retry());
    for (const type of MEDIA_EVENTS) {
      view.video.addEventListener(type, () => this.dispatchEvent(new Event(type)));
    }
    for (const name of CutstreamPlayer.observedAttributes) this.#apply(view, name, this.getAttribute(name));
    return view;
  }

  #apply({ video, setAspect, setLanguage, setPoster }: View, name: string, value: string | null): void {
    if (name === "poster") setPoster(value ?? "");
    if (name === "aspect") setAspect(aspectRatio(value));
    if (name === "lang" && value !== null) setLanguage(value);
    if (name === "muted") video.defaultMuted = value !== null;
    const flag = FLAGS.find((one) => one === name);
    if (flag) video[flag] = value !== null;
  }

  #load(startAt: number | undefined): void {
    this.#unload();
    const view = this.#view;
    if (!view || !this.hasAttribute("src")) return;
    const url = streamUrl(this.src, document.baseURI);
    if (url === undefined) {
      this.#fail(failure("address_invalid", "It must be an http or https URL."));
      return;
    }
    const { video, stage, captions, renditions } = view;
    this.#engine = startEngine({
      ...{ video, stage, captions, url, startAt, renditions },
      workerPath: this.getAttribute("worker") ?? undefined,
      cmcd: cmcdConfig({
        mode: cmcdMode(this.getAttribute("cmcd")),
        url,
        origin: location.origin,
        contentId: this.getAttribute("content-id") ?? undefined,
        eventsUrl: this.getAttribute("cmcd-events") ?? undefined,
      }),
      onSchedule: (schedule) => this.#draw(stage, schedule),
      onFailure: (found) => this.#fail(found),
    });
  }

  #unload(): void {
    this.#engine?.destroy();
    this.#engine = undefined;
    this.#schedule = null;
    this.#failure = null;
    this.#failedAt = undefined;
    this.#view?.setFailure(null);
  }

  #draw(stage: HTMLElement, schedule: Schedule): void {
    this.#schedule = schedule;
    // Captions are as wide as the picture's shape lets them be.
    if (schedule.frame) stage.style.setProperty("--_shape", `${schedule.frame.aspect}`);
    else stage.style.removeProperty("--_shape");
    this.dispatchEvent(new CustomEvent("schedule", { detail: schedule }));
  }

  #fail(found: Failure): void {
    this.#failedAt = this.currentTime;
    this.#engine?.destroy();
    this.#engine = undefined;
    this.#failure = found;
    this.#view?.setFailure(found);
    this.dispatchEvent(new CustomEvent("failure", { detail: found }));
  }
}
