import type { CutstreamPlayer } from "@cutstream/player";

/** Players one on top of the other: the next stream comes into view when it shows the same picture. */
export interface Stage {
  /** Plays another stream from a time on, in seconds; plays on where the one before did. */
  show(url: string, at: number): void;
  /** Shows nothing. */
  clear(): void;
  seek(seconds: number): void;
  toggle(): void;
  pause(): void;
  /** Tells the players which theme they have; undefined: the system's. */
  setTheme(theme: string | undefined): void;
}

/** Who is told. */
export interface StageListener {
  /** Where the stream with this address is, in seconds. */
  readonly onTime: (seconds: number, url: string) => void;
  readonly onPlaying: (playing: boolean) => void;
}

/** Seconds by which two times may differ that are the same. */
const SAME = 0.001;

/** What a viewer set, and finds again in the next player. */
const KEPT = ["muted", "volume", "playbackRate"] as const;

/** Sets up a stage in an element that has a size. @param create makes players. */
export function createStage(
  host: HTMLElement,
  create: () => CutstreamPlayer,
  listener: StageListener,
): Stage {
  let shown: CutstreamPlayer | undefined;
  let coming: CutstreamPlayer | undefined;
  let theme: string | undefined;
  /** Where they are to be, in seconds. */
  let wanted = 0;
  let running = false;

  const dress = (player: CutstreamPlayer) => {
    if (theme === undefined) player.removeAttribute("theme");
    else player.setAttribute("theme", theme);
  };

  const tell = () => shown && listener.onTime(shown.currentTime, shown.src);

  const follow = () => {
    if (!running) return;
    tell();
    requestAnimationFrame(follow);
  };

  const begin = () => {
    if (running) return;
    running = true;
    listener.onPlaying(true);
    follow();
  };

  /** At once, not when the player says so: whoever stopped it goes on from there. */
  const stop = () => {
    if (!running) return;
    tell();
    running = false;
    listener.onPlaying(false);
  };

  const watch = (player: CutstreamPlayer) => {
    const ifShown = (does: () => void) => () => player === shown && does();
    player.addEventListener("play", ifShown(begin));
    player.addEventListener("pause", ifShown(stop));
    player.addEventListener("ended", ifShown(stop));
    // Where it was sent from outside is known, and by now it may be meant to be elsewhere.
    const moved = () => Math.abs(player.currentTime - wanted) > SAME && tell();
    player.addEventListener("seeking", ifShown(moved));
  };

  const reveal = (player: CutstreamPlayer) => {
    if (player !== coming) return;
    const before = shown;
    coming = undefined;
    shown = player;
    player.inert = false;
    player.classList.remove("coming");
    if (before) keep(before, player);
    before?.remove();
    if (running) player.play().catch(stop); // a browser may want a click first
  };

  return {
    show(url, at) {
      coming?.remove();
      const player = create();
      coming = player;
      wanted = at;
      player.classList.add("coming");
      player.inert = true;
      dress(player);
      watch(player);
      player.addEventListener("loadedmetadata", () => {
        if (player === coming) player.currentTime = wanted;
      });
      player.addEventListener("seeked", () => reveal(player), { once: true });
      player.addEventListener("failure", () => reveal(player), { once: true });
      player.src = url;
      host.append(player);
    },
    clear() {
      coming?.remove();
      shown?.remove();
      coming = undefined;
      stop();
      shown = undefined;
    },
    seek(seconds) {
      wanted = seconds;
      if (coming?.video?.readyState) coming.currentTime = seconds;
      if (shown) shown.currentTime = seconds;
    },
    toggle() {
      if (shown?.paused) shown.play().catch(() => {});
      else shown?.pause();
    },
    pause() {
      shown?.pause();
      stop();
    },
    setTheme(next) {
      theme = next;
      for (const player of [shown, coming]) if (player) dress(player);
    },
  };
}

function keep({ video: before }: CutstreamPlayer, { video: after }: CutstreamPlayer): void {
  if (!before || !after) return;
  for (const name of KEPT) Object.assign(after, { [name]: before[name] });
}
