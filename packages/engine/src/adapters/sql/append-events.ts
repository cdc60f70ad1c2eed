import type { Insertable, Kysely, Selectable } from "kysely";
import type { PlayContext, StoredEvent } from "../../reels/telemetry/event.ts";
import { decodePlay, EMPTY_PLAY, encodePlay, joinEvent, type Play } from "../../reels/telemetry/play.ts";
import { tallyChange } from "../../reels/telemetry/tally.ts";
import { type Appended, MOST_EVENTS } from "../../seams/event-store.ts";
import type { EventSchema, PlayTable, TallyTable } from "./event-schema.ts";

/** Rows written by one statement: far fewer values than a statement of any database may have. */
const ROWS = 500;

/** Appends within a transaction: the log, then what its plays became, then what all plays add up to. */
export async function appendEvents(
  tx: Kysely<EventSchema>,
  events: readonly StoredEvent[],
  locks: boolean,
): Promise<readonly Appended[]> {
  const plays = await openPlays(tx, events, locks);
  const told = new Map<string, number>();
  const inRoom = ({ play: { stream } }: StoredEvent): boolean => {
    const before = told.get(stream) ?? plays.get(stream)?.events ?? 0;
    told.set(stream, before + 1);
    return before < MOST_EVENTS;
  };
  const room = events.map(inRoom);
  const fresh = await writeLog(
    tx,
    events.filter((_, index) => room[index]),
  );
  const outcomes = events.map((one, index): Appended => {
    if (!room[index]) return "excess";
    // Of two that are alike, the first is the one that was stored.
    const stored = fresh.delete(keyOf(one));
    const play = plays.get(one.play.stream);
    if (!stored || !play) return "known";
    play.events++;
    play.after = joinEvent(play.after, one.event);
    return "stored";
  });
  const changed = [...plays.values()].filter(({ events, had }) => events > had);
  await writePlays(tx, changed);
  await writeTallies(tx, changed);
  return outcomes;
}

/** @returns the keys of those that were not there. */
async function writeLog(tx: Kysely<EventSchema>, events: readonly StoredEvent[]): Promise<Set<string>> {
  const fresh = new Set<string>();
  for (const some of chunks(events)) {
    const rows = await tx
      .insertInto("reel_events")
      .values(
        some.map(({ play: { stream }, event }) => ({
          ...{ stream, id: event.id, received_at: event.receivedAt },
          event_json: JSON.stringify(event),
        })),
      )
      .onConflict((oc) => oc.doNothing())
      .returning(["stream", "id"])
      .execute();
    for (const { stream, id } of rows) fresh.add(`${stream}\n${id}`);
  }
  return fresh;
}

/** A play while events are joined into it. */
interface OpenPlay {
  readonly context: PlayContext;
  readonly day: string;
  readonly had: number;
  /** Undefined where there was none. */
  readonly before: Play | undefined;
  events: number;
  after: Play;
}

/** The plays of the events' streams, in the order of their ids: whoever locks several locks them in one order. */
async function openPlays(
  tx: Kysely<EventSchema>,
  events: readonly StoredEvent[],
  locks: boolean,
): Promise<ReadonlyMap<string, OpenPlay>> {
  const first = new Map<string, StoredEvent>();
  for (const one of events) if (!first.has(one.play.stream)) first.set(one.play.stream, one);
  const streams = [...first.keys()].sort();
  if (locks) {
    // Rows that are not there cannot be locked.
    const empty = streams.map((stream) => emptyRow(first.get(stream) as StoredEvent));
    for (const rows of chunks(empty)) {
      await tx
        .insertInto("reel_plays")
        .values(rows)
        .onConflict((oc) => oc.doNothing())
        .execute();
    }
  }
  const stored = new Map<string, Selectable<PlayTable>>();
  for (const some of chunks(streams)) {
    const query = tx.selectFrom("reel_plays").selectAll().where("stream", "in", some).orderBy("stream");
    for (const row of await (locks ? query.forUpdate() : query).execute()) stored.set(row.stream, row);
  }
  return new Map(
    streams.map((stream) => {
      const one = first.get(stream) as StoredEvent;
      const row = stored.get(stream);
      const before = row && row.events > 0 ? decodePlay(row.play_json) : undefined;
      const after = before ?? EMPTY_PLAY;
      const had = row?.events ?? 0;
      const context = row ? { ...row, holdout: row.holdout === 1 } : one.play;
      return [stream, { context, day: row?.day ?? dayOf(one), had, before, events: had, after }];
    }),
  );
}

async function writePlays(tx: Kysely<EventSchema>, plays: readonly OpenPlay[]): Promise<void> {
  const all = plays.map(({ context: { stream, viewer, experiment, arm, holdout }, day, events, after }) => ({
    ...{ stream, day, viewer, experiment, arm, holdout: Number(holdout), events },
    ...figures(after),
  }));
  for (const rows of chunks(all)) {
    await tx
      .insertInto("reel_plays")
      .values(rows)
      .onConflict((oc) =>
        oc.column("stream").doUpdateSet(({ ref }) => ({
          events: ref("excluded.events"),
          play_json: ref("excluded.play_json"),
          started: ref("excluded.started"),
          completed: ref("excluded.completed"),
          shown: ref("excluded.shown"),
          clicked: ref("excluded.clicked"),
          followed: ref("excluded.followed"),
        })),
      )
      .execute();
  }
}

async function writeTallies(tx: Kysely<EventSchema>, plays: readonly OpenPlay[]): Promise<void> {
  const sums = new Map<string, Insertable<TallyTable>>();
  for (const { context, day, before, after } of plays) {
    const { experiment, arm } = context;
    const holdout = Number(context.holdout);
    for (const { measure, title, at, count } of tallyChange(before, after)) {
      const key = JSON.stringify([day, experiment, arm, holdout, measure, title, at]);
      const sum = sums.get(key);
      if (sum) sum.count += count;
      else sums.set(key, { day, experiment, arm, holdout, measure, title, place: at, count });
    }
  }
  // In one order, so that two writers never wait for each other.
  const sorted = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  for (const rows of chunks(sorted)) {
    await tx
      .insertInto("reel_tallies")
      .values(rows)
      .onConflict((oc) =>
        oc
          .columns(["day", "experiment", "arm", "holdout", "measure", "title", "place"])
          .doUpdateSet((eb) => ({ count: eb("reel_tallies.count", "+", eb.ref("excluded.count")) })),
      )
      .execute();
  }
}

function emptyRow(one: StoredEvent): Insertable<PlayTable> {
  const { stream, viewer, experiment, arm, holdout } = one.play;
  return {
    ...{ stream, day: dayOf(one), viewer, experiment, arm, holdout: Number(holdout), events: 0 },
    ...figures(EMPTY_PLAY),
  };
}

function figures(play: Play) {
  return {
    play_json: encodePlay(play),
    started: Number(play.started),
    completed: Number(play.completed),
    shown: play.shown.size,
    clicked: play.clicked.size,
    followed: play.followed.size,
  };
}

const dayOf = ({ event }: StoredEvent): string => new Date(event.receivedAt).toISOString().slice(0, 10);

const keyOf = ({ play, event }: StoredEvent): string => `${play.stream}\n${event.id}`;

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += ROWS) yield all.slice(from, from + ROWS);
}
