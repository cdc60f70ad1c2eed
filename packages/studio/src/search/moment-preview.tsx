/** @jsxImportSource preact */
import type { Moment } from "cutstream";
import { useEffect, useState } from "preact/hooks";
import { Player } from "../ui/player.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";

/** Milliseconds that one points at a moment before it plays: whoever only passes over it starts nothing. */
const HESITATION = 180;

/** The picture of a moment, over which it plays while it is pointed at. */
export function MomentPreview({ moment, playing }: { readonly moment: Moment; readonly playing: boolean }) {
  const [started, setStarted] = useState(false);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!playing) {
      setStarted(false);
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setStarted(true), HESITATION);
    return () => clearTimeout(timer);
  }, [playing]);
  return (
    <div class="preview" inert>
      <Thumbnail src={moment.thumbnail} />
      {started && (
        <div class={shown ? "preview-player shown" : "preview-player"}>
          <Player src={moment.url} muted autoplay loop onTime={() => setShown(true)} />
        </div>
      )}
    </div>
  );
}
