/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { formatEdge, formatTime } from "../format.ts";
import { type Axis, pixelOf, ticks, timeOf } from "./axis.ts";
import type { Playback } from "./playback.ts";

export interface RulerProps {
  readonly axis: Axis;
  /** Seconds that are drawn. */
  readonly from: number;
  readonly to: number;
  readonly video: Video;
  readonly playback: Playback;
}

/** Seconds that an arrow key goes; with shift, ten times as far. */
const JUMP = 1;

/** The scale of time. A slider: clicks, drags and keys go to a time. */
export function Ruler({ axis, from, to, video, playback }: RulerProps) {
  const now = playback.time.value;
  const { duration } = axis;
  const seekTo = ({ currentTarget, clientX }: PointerEvent & { readonly currentTarget: HTMLElement }) =>
    playback.seek(timeOf(axis, clientX - currentTarget.getBoundingClientRect().left));
  const frame = video.frameCount ? duration / video.frameCount : 1 / 25;
  const press = (event: KeyboardEvent) => {
    const far = event.shiftKey ? 10 * JUMP : JUMP;
    const to = {
      ArrowLeft: now - far,
      ArrowRight: now + far,
      Home: 0,
      End: duration,
      ",": now - frame,
      ".": now + frame,
    }[event.key];
    if (event.key === " ") playback.toggle();
    else if (to !== undefined) playback.seek(Math.max(0, Math.min(duration, to)));
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="ruler"
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={duration}
      aria-valuenow={now}
      aria-valuetext={`${formatEdge(now)} of ${formatTime(duration)}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
      onKeyDown={press}
    >
      {ticks(axis, from, to).map(({ at, major }) => (
        <span key={at} class={major ? "tick major" : "tick"} style={{ left: `${pixelOf(axis, at)}px` }}>
          {major && (axis.pixelsPerSecond > 90 ? formatEdge(at) : formatTime(at))}
        </span>
      ))}
    </div>
  );
}
