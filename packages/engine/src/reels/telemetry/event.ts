import type { EventType } from "../../api/events.ts";

/** A clip of a reel and where it lies on the stream's timeline. */
export interface ReelSlot {
  /** From 0 on. */
  readonly slot: number;
  readonly title: string;
  readonly clipType: string;
  /** Flicks. */
  readonly start: number;
  /** Flicks; not part of it. */
  readonly end: number;
}

/** What a stream showed, and to whom. Nothing of it ever changes. */
export interface ReelLayout {
  readonly viewer: string;
  readonly experiment?: string;
  readonly arm?: string;
  /** Whether the viewer is held out of all that is learnt. */
  readonly holdout: boolean;
  /** In the order of time, without overlaps. */
  readonly slots: readonly ReelSlot[];
}

/** Finds a reel's layout. @returns undefined for a stream that is no reel. */
export type ReelLayoutOf = (stream: string) => Promise<ReelLayout | undefined>;

/** Whose play it is that an event belongs to. */
export interface PlayContext {
  readonly stream: string;
  readonly viewer: string;
  /** Empty where the viewer takes part in none. */
  readonly experiment: string;
  readonly arm: string;
  readonly holdout: boolean;
}

/** A slot that an event is about. */
export type PlacedSlot = Pick<ReelSlot, "slot" | "title">;

/** An event whose place in the reel is known: what is kept. Times are milliseconds. */
export interface PlacedEvent {
  readonly id: string;
  readonly type: EventType;
  /** Since 1970; never later than `receivedAt`. */
  readonly at: number;
  readonly receivedAt: number;
  /** On the timeline; null where nothing says. */
  readonly position: number | null;
  /** Of the timeline, up to the position. */
  readonly played: number;
  /** Of a start or a stall; null where nothing says. */
  readonly duration: number | null;
  /** What it shows, skips, or is clicked: in the order of time. None where the stream is no reel. */
  readonly slots: readonly PlacedSlot[];
  /** Those whose last frame was shown. */
  readonly finished: readonly PlacedSlot[];
  readonly detail?: string;
}

/** An event to be kept, with its play. */
export interface StoredEvent {
  readonly play: PlayContext;
  readonly event: PlacedEvent;
}
