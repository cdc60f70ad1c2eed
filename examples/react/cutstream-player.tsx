import type { CutstreamPlayer, Failure } from "@cutstream/player";
import "@cutstream/player";
import { type HTMLAttributes, type Ref, useRef } from "react";

/** What React may say of the element; `docs/player.md` says what each means. */
interface PlayerAttributes extends HTMLAttributes<CutstreamPlayer> {
  readonly ref?: Ref<CutstreamPlayer>;
  readonly src: string;
  readonly poster?: string;
  readonly aspect?: string;
  readonly theme?: "light" | "dark";
  readonly autoplay?: boolean;
  readonly muted?: boolean;
  readonly loop?: boolean;
  readonly cmcd?: "headers" | "query" | "off";
  readonly onfailure?: (event: CustomEvent<Failure>) => void;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "cutstream-player": PlayerAttributes;
    }
  }
}

/** A stream with a button beside it that shows the goal again. React 19 needs no wrapper around the element. */
export function Highlights({ src, goalAt }: { readonly src: string; readonly goalAt: number }) {
  const player = useRef<CutstreamPlayer>(null);
  const showGoal = () => {
    if (!player.current) return;
    player.current.currentTime = goalAt;
    player.current.play();
  };
  return (
    <section>
      <cutstream-player
        ref={player}
        src={src}
        aspect="16:9"
        onfailure={({ detail }) => console.warn(`${detail.code}: ${detail.text}`)}
      />
      <button type="button" onClick={showGoal}>
        The goal again
      </button>
    </section>
  );
}
