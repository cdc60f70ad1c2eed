import { hash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stream } from "../../packages/client/src/index.ts";
import { childPids } from "./children.ts";
import { makeCodedSource } from "./coded-source.ts";
import { between, seededRandom } from "./random.ts";
import { type ServerProcess, spawnServer } from "./server-process.ts";

export interface SoakOptions {
  /** Folder for all that is written; the caller removes it. */
  readonly folder: string;
  readonly rounds: number;
  /** Videos that streams are made of, 1 or 2. Default 2. */
  readonly sources?: number;
  /** The same choices again; what the processes make of them in time differs. */
  readonly seed: number;
  /** Told after each round. */
  readonly onRound?: (report: SoakReport) => void;
}

/** What was put to the test so far. */
export interface SoakReport {
  readonly rounds: number;
  /** Streams whose publication was acknowledged; each was there after the kill. */
  streams: number;
  videos: number;
  /** Revocations and renewals that were acknowledged, and held. */
  changes: number;
  /** Segments whose bytes were held against those of a server that nobody kills. */
  segments: number;
  /** Answers that were refused with a 5xx and a time to ask again, or broke off. */
  refused: number;
  /** Encoders killed beside the server. */
  encoders: number;
}

/** A stream whose publication was acknowledged. */
interface Acknowledged {
  readonly stream: Stream;
  /** `maybe`: it was asked for, and the answer never came. */
  revoked: "no" | "yes" | "maybe";
  /** At least this late, in milliseconds since 1970. */
  expires: number;
}

const SECONDS = 4;
const FRAMES = SECONDS * 25;
/** Streams that are played whole after each kill. */
const PLAYED = 3;
/** Milliseconds between two actions of a client. */
const PAUSE = 10;
/** Milliseconds by which two renewals at a time may be stored in the other order. */
const TOLERANCE = 10_000;
/** Milliseconds that a server has to come back to its senses. */
const PATIENCE = 60_000;

/**
 * Kills a server with SIGKILL at random moments while it is written to and played, now and then an encoder before it,
 * starts it again each time, and holds it to its word: what was acknowledged is there, what was revoked stays so, every
 * segment has the bytes that a server has which nobody kills, and nobody has to lend a hand.
 * @throws Error with what was broken.
 */
export async function soak({
  folder,
  sources = 2,
  rounds,
  seed,
  onRound = () => {},
}: SoakOptions): Promise<SoakReport> {
  const paths = await Promise.all(
    [1, 2].slice(0, sources).map(async (sourceId) => {
      const path = join(folder, `soak-${sourceId}.mp4`);
      await makeCodedSource({ path, sourceId, frameRate: "25", seconds: SECONDS, gopSeconds: 1 });
      return path;
    }),
  );
  const calm = await spawnServer(join(folder, "calm"));
  let victim = await spawnServer(join(folder, "victim"));
  const port = Number(new URL(victim.url).port);
  const report = { streams: 0, videos: 0, changes: 0, segments: 0, refused: 0, encoders: 0 };
  const streams: Acknowledged[] = [];
  const videos = new Set<string>();
  const truth = new Map<string, string>();
  try {
    for (const path of paths) await ingest(calm, path);
    for (const path of paths) videos.add(await ingest(victim, path));
    const playable = [...videos];
    // Before the first kill there is something to lose, however slow the machine.
    const first = await publish(seededRandom(seed), { victim, playable });
    streams.push({ stream: first, revoked: "no", expires: Date.parse(first.expiresAt) });

    for (let round = 0; round < rounds; round++) {
      const random = seededRandom(seed + round);
      const before = streams.length;
      let over = false;
      const act = async (worker: number): Promise<void> => {
        const draw = seededRandom(seed + 1000 * round + worker + 1);
        for (; !over; await sleep(PAUSE))
          await takeAction(draw, { victim, paths, playable, streams, videos, report, truth, calm });
      };
      const actions = [0, 1, 2].map((worker) => act(worker).catch((error: unknown) => ({ error })));
      await sleep(between(random, 50, 1500));
      if (random() < 0.5) report.encoders += await killEncoder(victim, random);
      over = true;
      await victim.stop("SIGKILL");
      for (const ended of await Promise.all(actions)) if (ended) throw ended.error;

      victim = await spawnServer(join(folder, "victim"), { port });
      for (const one of streams.slice(before)) await expectKnown(one);
      for (let n = 0; n < PLAYED && streams.length > 0; n++) {
        const one = streams[between(random, 0, streams.length)];
        if (!one) continue;
        await expectKnown(one);
        if (one.revoked === "no") await expectWhole(one, { calm, truth, report });
      }
      for (const video of videos) await victim.client.videos.waitUntilReady(video);
      report.streams = streams.length;
      report.videos = videos.size;
      onRound({ rounds: round + 1, ...report });
    }
    return { rounds, ...report };
  } finally {
    await Promise.all([calm.stop("SIGKILL"), victim.stop("SIGKILL")]);
  }
}

async function ingest({ client }: ServerProcess, path: string): Promise<string> {
  const { video } = await client.videos.ingest({ path });
  await client.videos.waitUntilReady(video.id);
  return video.id;
}

interface World {
  readonly victim: ServerProcess;
  readonly calm: ServerProcess;
  readonly paths: readonly string[];
  /** Videos that were ready before the first kill. */
  readonly playable: readonly string[];
  readonly streams: Acknowledged[];
  readonly videos: Set<string>;
  readonly report: { changes: number; segments: number; refused: number };
  readonly truth: Map<string, string>;
}

/** One thing that a client may do; what it is not told does not count. */
async function takeAction(random: () => number, world: World): Promise<void> {
  const { victim, streams, videos, paths, report } = world;
  const kind = random();
  const one = streams[between(random, 0, Math.max(1, streams.length))];
  if (kind < 0.55 || !one) {
    const stream = await acknowledged(publish(random, world));
    if (stream) streams.push({ stream, revoked: "no", expires: Date.parse(stream.expiresAt) });
  } else if (kind < 0.65) {
    if (one.revoked === "no") one.revoked = "maybe";
    if (one.revoked !== "maybe" || !(await acknowledged(victim.client.streams.revoke(one.stream.id)))) return;
    one.revoked = "yes";
    report.changes++;
  } else if (kind < 0.75) {
    const renewed =
      one.revoked === "no" && (await acknowledged(victim.client.streams.renew(one.stream.id, { ttl: "9d" })));
    if (!renewed) return;
    one.expires = Math.max(one.expires, Date.parse(renewed.expiresAt));
    report.changes++;
  } else if (kind < 0.76) {
    const path = paths[between(random, 0, paths.length)] ?? "";
    const taken = await acknowledged(victim.client.videos.ingest({ path }));
    if (taken) videos.add(taken.video.id);
  } else {
    const uris = await acknowledged(mediaOf(one.stream.url));
    const uri = uris?.[between(random, 0, uris.length)];
    if (uri !== undefined) await compare(uri, world);
  }
}

function publish(
  random: () => number,
  { victim, playable }: Pick<World, "victim" | "playable">,
): Promise<Stream> {
  const clips = Array.from({ length: between(random, 1, 4) }, () => {
    const start = between(random, 0, FRAMES - 25);
    const video = playable[between(random, 0, playable.length)] ?? "";
    return { video, start: { frame: start }, end: { frame: start + between(random, 10, 26) } };
  });
  return victim.client.timeline(clips).stream({ ttl: "2d" });
}

/** What an answer said; undefined where none came, or a refusal: the server may be dying. */
async function acknowledged<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch(() => undefined);
}

async function killEncoder(server: ServerProcess, random: () => number): Promise<number> {
  const pids = await childPids(server.pid);
  const pid = pids[between(random, 0, Math.max(1, pids.length))];
  if (pid === undefined) return 0;
  try {
    process.kill(pid, "SIGKILL");
    return 1;
  } catch {
    return 0;
  }
}

/** Addresses of all segments that a stream's playlists name. */
async function mediaOf(url: string): Promise<string[]> {
  const urisIn = async (playlist: string): Promise<string[]> => {
    const response = await fetch(playlist);
    if (!response.ok) throw new Error(`${playlist}: ${response.status}`);
    const found = (await response.text()).matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm);
    return Array.from(found, ([, quoted, bare]) => new URL(quoted ?? bare ?? "", playlist).href);
  };
  return [...new Set((await Promise.all((await urisIn(url)).map(urisIn))).flat())];
}

/**
 * Fetches a segment, and holds it against the one of the server that nobody kills.
 * @returns whether it came; where not, it was refused as it should be, or the connection broke off.
 */
async function compare(
  uri: string,
  { calm, truth, report }: Pick<World, "calm" | "truth" | "report">,
): Promise<boolean> {
  const response = await fetch(uri).catch(() => undefined);
  const bytes = await response?.arrayBuffer().catch(() => undefined);
  if (!response || !bytes || response.status >= 500) {
    const says = !response || !bytes || response.headers.has("retry-after");
    if (!says) throw new Error(`${uri}: ${response?.status} without Retry-After`);
    report.refused++;
    return false;
  }
  if (response.status !== 200) throw new Error(`${uri}: ${response.status} ${Buffer.from(bytes)}`);
  const { pathname } = new URL(uri);
  const expected = truth.get(pathname) ?? (await digest(`${calm.url}${pathname}`));
  truth.set(pathname, expected);
  const found = hash("sha256", Buffer.from(bytes));
  if (found !== expected) throw new Error(`${uri} has other bytes than it should.`);
  report.segments++;
  return true;
}

async function digest(url: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE; ; await sleep(200)) {
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.ok) return hash("sha256", bytes);
    if (Date.now() > deadline) throw new Error(`${url}: ${response.status} ${bytes}`);
  }
}

/** A stream that was acknowledged is there, until when it was said at least, and is revoked where that was said. */
async function expectKnown({ stream, revoked, expires }: Acknowledged): Promise<void> {
  const response = await fetch(stream.url);
  const body = await response.text();
  const fits = revoked === "maybe" || response.status === (revoked === "yes" ? 410 : 200);
  if (!fits || (revoked === "maybe" && ![200, 410].includes(response.status))) {
    throw new Error(`Stream ${stream.id}, revoked: ${revoked}, is answered ${response.status} ${body}`);
  }
  const view = await fetch(new URL(`/v1/streams/${stream.id}`, stream.url));
  const { expiresAt } = (await view.json()) as Stream;
  if (Date.parse(expiresAt) < expires - TOLERANCE) throw new Error(`Stream ${stream.id} lost its renewal.`);
}

/** Every segment of a stream comes, with the right bytes. */
async function expectWhole(
  { stream }: Acknowledged,
  world: Pick<World, "calm" | "truth" | "report">,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (const uri of await mediaOf(stream.url)) {
    while (!(await compare(uri, world))) {
      if (Date.now() > deadline) throw new Error(`${uri} does not come.`);
      await sleep(200);
    }
  }
}
