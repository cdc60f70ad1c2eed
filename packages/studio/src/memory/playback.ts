import type { CutstreamPlayer } from "@cutstream/player";
import { type Signal, useSignal } from "@preact/signals";
import { useCallback, useMemo, useRef } from "preact/hooks";

/** Where a player is, and how it is moved; works before the player is there. */
export interface Playback {
  /** Seconds. */
  readonly time: Signal<number>;
  /** Goes to a time. @param play also plays from there */
  readonly seek: (seconds: number, play?: boolean) => void;
  readonly toggle: () => void;
  /** For `<Player>`. */
  readonly onPlayer: (player: CutstreamPlayer | null) => void;
  readonly onTime: (seconds: number) => void;
}

/** Playing of one video. @param start seconds */
export function usePlayback(start: number): Playback {
  const time = useSignal(start);
  const player = useRef<CutstreamPlayer | null>(null);
  const begun = useRef(false);
  const move = useCallback((seconds: number) => {
    time.value = seconds;
    if (player.current && begun.current) player.current.currentTime = seconds;
  }, []);
  return useMemo(
    () => ({
      time,
      seek: (seconds, play = false) => {
        move(seconds);
        // A browser may want a click first: the controls are there.
        if (play) player.current?.play().catch(() => {});
      },
      toggle: () => {
        const { current } = player;
        if (current?.paused) current.play().catch(() => {});
        else current?.pause();
      },
      onPlayer: (given) => {
        player.current = given;
        given?.addEventListener(
          "loadedmetadata",
          () => {
            begun.current = true;
            if (time.value > 0) given.currentTime = time.value;
          },
          { once: true },
        );
      },
      // Until it has begun, the player does not know where it is meant to be.
      onTime: (seconds) => {
        if (begun.current) time.value = seconds;
      },
    }),
    [],
  );
}
