import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection.ts";
import { PlayBuffer } from "./play-buffer.ts";
import type { Kind, Tally } from "./tally.ts";

/** What a viewer watches. */
export interface Visit {
  /** Where the server is. */
  readonly base: string;
  /** Path of the multivariant playlist. */
  readonly path: string;
  /** Seconds of it that are watched. */
  readonly seconds: number;
}

/** Seconds that are loaded ahead. */
const BUFFER = 10;
/** How often something is asked for before the viewer gives up, and seconds between where no `Retry-After` says. */
const TRIES = 4;
const PAUSE = 1;

interface Segment {
  readonly path: string;
  readonly init: string;
  readonly seconds: number;
}

const now = (): number => performance.now() / 1000;

/**
 * Watches a stream as players do: the multivariant playlist, then those of picture and sound, their init segments, and
 * segments in order over a connection for each of the two, ten seconds ahead of what is shown. What is refused is asked
 * for again after `Retry-After`.
 */
export async function watch({ base, path, seconds }: Visit, tally: Tally): Promise<void> {
  const pressed = now();
  const connections = [new Connection(base), new Connection(base)] as const;
  try {
    const first = await get(connections[0], "multivariant", path, tally, true);
    if (first === undefined) return tally.gaveUp();
    const folder = path.replace(/[^/]*$/, "");
    const tracks = await Promise.all(
      connections.map(async (connection, track) => {
        const file = folder + (track === 0 ? "r/v0.m3u8" : "r/a0.m3u8");
        return segmentsOf((await get(connection, "playlist", file, tally, true)) ?? "", seconds);
      }),
    );
    const lengths = tracks.map((track) => track.reduce((sum, segment) => sum + segment.seconds, 0));
    const buffer = new PlayBuffer(Math.min(...lengths), tracks.length, pressed);
    await Promise.all(
      tracks.map((segments, track) => load(connections[track] as Connection, track, segments, buffer, tally)),
    );
    tally.watched(buffer.playback(now()));
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function load(
  connection: Connection,
  track: number,
  segments: readonly Segment[],
  buffer: PlayBuffer,
  tally: Tally,
): Promise<void> {
  let init = "";
  for (const segment of segments) {
    if (segment.init !== init) await get(connection, "init", segment.init, tally);
    init = segment.init;
    const ahead = buffer.ahead(track, now());
    if (ahead > BUFFER) await sleep((ahead - BUFFER) * 1000);
    await get(connection, track === 0 ? "video" : "audio", segment.path, tally);
    buffer.add(track, segment.seconds, now());
  }
}

/** @returns the body, empty where it was not to be kept; undefined where it could not be had. */
async function get(
  connection: Connection,
  kind: Kind,
  path: string,
  tally: Tally,
  keep = false,
): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const asked = performance.now();
    const answer = await connection.get(path, keep).catch((error: Error) => error);
    if (answer instanceof Error) {
      tally.failed(answer.message);
      await sleep(PAUSE * 1000);
    } else if (answer.status === 200) {
      tally.answered(kind, path, performance.now() - asked, answer.bytes);
      return answer.body;
    } else if (answer.status === 503) {
      tally.refused(kind, performance.now() - asked);
      await sleep((answer.retryAfter ?? PAUSE) * 1000);
    } else {
      tally.failed(`${answer.status} for ${kind}`);
      return undefined;
    }
  }
  if (kind !== "multivariant") tally.failed(`${kind} not to be had`);
  return undefined;
}

/** The segments of a media playlist, up to so many seconds. */
function segmentsOf(playlist: string, seconds: number): Segment[] {
  const segments: Segment[] = [];
  let init = "";
  let length = 0;
  let sum = 0;
  for (const line of playlist.split("\n")) {
    if (line.startsWith("#EXT-X-MAP:")) init = /URI="([^"]+)"/.exec(line)?.[1] ?? "";
    else if (line.startsWith("#EXTINF:")) length = Number.parseFloat(line.slice("#EXTINF:".length));
    else if (line !== "" && !line.startsWith("#") && sum < seconds) {
      segments.push({ path: line, init, seconds: length });
      sum += length;
    }
  }
  return segments;
}
