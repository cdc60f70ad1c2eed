/** What happens to a reel while somebody watches it. */
export const EVENT_TYPES = [
  "impression",
  "start",
  "progress",
  "skip",
  "complete",
  "click",
  "follow-on",
  "stall",
  "error",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** An event as a player, or a page, tells it. Times are seconds on the stream's timeline. */
export interface PlaybackEvent {
  /** Made by whoever tells it, and the same whenever it is told again; no two of a stream are alike. */
  readonly id: string;
  readonly type: EventType;
  /** When it happened, in milliseconds since 1970 by the teller's clock; now by default. */
  readonly at?: number;
  /** Where the playhead was: of `impression`, `progress` and `skip` always, of `click` where no title is named. */
  readonly position?: number;
  /** Of `progress`: seconds of the timeline, up to `position`, that were played since the one before. */
  readonly played?: number;
  /** Of `start`: seconds from the wish to play to the first frame. Of `stall`: seconds that the picture stood still. */
  readonly duration?: number;
  /** Of `click` and `follow-on`: which title. */
  readonly title?: string;
  /** Of `error`: what went wrong. */
  readonly detail?: string;
}

/** Why one event of a batch is not kept, while the others are. */
export type Refusal =
  | "forged"
  | "from_the_future"
  | "too_old"
  | "outside_the_stream"
  | "unknown_title"
  | "excess";

/** An event, and the stream that it is told of. */
export interface ToldEvent extends PlaybackEvent {
  /** Address of the stream, whose signature is the proof that the teller was given it. */
  readonly stream: string;
}

/** What became of events that were told. Those that are not refused are kept, and survive whatever happens next. */
export interface EventReceipt {
  readonly stored: number;
  /** Told before. */
  readonly known: number;
  /** Not kept, and not to be sent again. */
  readonly refused: readonly RefusedEvent[];
}

export interface RefusedEvent {
  /** Which of the batch, from 0 on. */
  readonly index: number;
  readonly id: string;
  readonly reason: Refusal;
}
