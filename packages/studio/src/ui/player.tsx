/** @jsxImportSource preact */
import type { CutstreamPlayer } from "@cutstream/player";
import { useEffect, useRef, useState } from "preact/hooks";
import { loadPlayer } from "../load-player.ts";
import { ErrorNote } from "./error-note.tsx";

export interface PlayerProps {
  /** Address of a stream. */
  readonly src: string;
  readonly poster?: string | undefined;
  readonly muted?: boolean;
  readonly autoplay?: boolean;
  readonly loop?: boolean;
  /** Shape of the box: `16:9`. */
  readonly aspect?: string | undefined;
  /** Given the element once it is on the page, and null when it goes. */
  readonly onPlayer?: (player: CutstreamPlayer | null) => void;
  /** Told where it is, in seconds, while it plays and when it was sought. */
  readonly onTime?: (seconds: number) => void;
}

const FLAGS = ["muted", "autoplay", "loop"] as const;

/** `<cutstream-player>`, whose code is fetched when the first one is shown. */
export function Player(props: PlayerProps) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [player, setPlayer] = useState<CutstreamPlayer | null>(null);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let gone = false;
    loadPlayer().then((create) => {
      if (gone) return;
      const element = create();
      const tell = () => latest.current.onTime?.(element.currentTime);
      for (const type of ["timeupdate", "seeking", "seeked"]) element.addEventListener(type, tell);
      configure(element, latest.current);
      place.current?.replaceChildren(element);
      setPlayer(element);
      latest.current.onPlayer?.(element);
    }, setError);
    return () => {
      gone = true;
      latest.current.onPlayer?.(null);
    };
  }, []);
  const { src, poster, muted, autoplay, loop, aspect } = props;
  useEffect(() => {
    if (player) configure(player, props);
  }, [player, src, poster, muted, autoplay, loop, aspect]);
  if (error !== undefined) return <ErrorNote error={error} />;
  return <div ref={place} class="player" style={{ aspectRatio: (aspect ?? "16:9").replace(":", " / ") }} />;
}

function configure(element: CutstreamPlayer, props: PlayerProps): void {
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  for (const name of FLAGS) element.toggleAttribute(name, props[name] === true);
  set("aspect", props.aspect);
  set("poster", props.poster);
  // What lies over pictures is dark, whatever the page is: it is to be seen less than they are.
  set("theme", "dark");
  set("src", props.src);
}
