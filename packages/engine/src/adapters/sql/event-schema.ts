/** Tables of events, as Kysely sees them. Times are milliseconds since 1970, days `2026-11-22`; `*_json` hold JSON text. */
export interface EventSchema {
  readonly reel_events: EventTable;
  readonly reel_plays: PlayTable;
  readonly reel_tallies: TallyTable;
}

/** The log: what was told, in the order in which it came. */
export interface EventTable {
  stream: string;
  id: string;
  received_at: number;
  event_json: string;
}

/** What the events of a stream add up to. */
export interface PlayTable {
  stream: string;
  /** Of the first event. */
  day: string;
  viewer: string;
  experiment: string;
  arm: string;
  /** 0 or 1. */
  holdout: number;
  events: number;
  play_json: string;
  /** Of the play, what the sums over viewers are made of. */
  started: number;
  completed: number;
  shown: number;
  clicked: number;
  followed: number;
}

/** What all plays add up to. */
export interface TallyTable {
  day: string;
  experiment: string;
  arm: string;
  holdout: number;
  measure: string;
  title: string;
  place: number;
  count: number;
}
