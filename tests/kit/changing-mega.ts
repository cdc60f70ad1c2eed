import { setTimeout as sleep } from "node:timers/promises";
import { type Cutstream, CutstreamError } from "../../packages/client/src/index.ts";
import type { Catalog } from "../../packages/engine/src/seams/catalog.ts";
import { addMegaVersion, clipsInARow, type MegaMedia } from "./mega.ts";

/** A mega asset that is changed while reels of it are asked for. */
export interface ChangingMega {
  readonly client: Cutstream;
  /** Catalog of the server's, opened beside it: versions come from elsewhere too. */
  readonly catalog: Catalog;
  readonly media: MegaMedia;
  /** Frames of the video. */
  readonly frames: number;
  /** Clients that ask at a time, each for one reel after the other. */
  readonly clients: number;
  /** Whether to go on. */
  readonly goOn: (reels: number, changes: number) => boolean;
}

/** What came of it. */
export interface ChangedMega {
  readonly reels: number;
  /** Versions that were added, promoted and rolled back to. */
  readonly changes: number;
  /** Versions that reels were made of. */
  readonly versions: ReadonlySet<number>;
  /** Why requests failed. */
  readonly failures: readonly string[];
  /** Reels with a clip that is not of their version. */
  readonly mixed: readonly string[];
}

const MEGA = "changing";
const CADENCE = "changing";
/** Frames of the clips of the first version; each next one's are one longer. */
const SHORTEST = 20;
/** Lengths that are told apart, then they start over. */
const LENGTHS = 10;

const clipFrames = (version: number): number => SHORTEST + ((version - 1) % LENGTHS);

/**
 * Has many clients ask for reels over HTTP, by `POST /v1/reels` and by address in turns, while versions are added,
 * promoted and rolled back without a pause. In each version the clips have another length, so that a look at a reel's
 * clips tells whether all are of the version that it says.
 */
export async function askWhileChanging(mega: ChangingMega): Promise<ChangedMega> {
  const { client, catalog, media, frames, clients, goOn } = mega;
  const titles = Array.from({ length: Math.floor(frames / (SHORTEST + LENGTHS)) }, (_, n) => `title ${n}`);
  await catalog.insertMegaAsset({
    ...{ id: "mega_changing", name: MEGA, clipTypes: {}, promoted: [], createdAt: Date.now() },
  });
  const add = () => {
    versions++;
    return addMegaVersion(
      catalog,
      "mega_changing",
      media,
      clipsInARow(titles, "short", clipFrames(versions)),
    );
  };
  let versions = 0;
  for (let n = 0; n < 3; n++) await add();
  await client.cadences.put(CADENCE, {
    ...{ mega: MEGA, length: { frames: 10 * SHORTEST }, slots: [{ clip: "short" }], ties: 1 },
  });

  let [reels, changes, asking] = [0, 0, true];
  const failures: string[] = [];
  const mixed: string[] = [];
  const seen = new Set<number>();

  const change = async (): Promise<void> => {
    for (let n = 0; asking; n++) {
      if (n % 3 === 0) await add();
      else if (n % 3 === 1) await client.megaAssets.promote(MEGA, 1 + (n % versions));
      else await client.megaAssets.rollback(MEGA);
      changes++;
      await sleep(1);
    }
  };

  const ask = async (number: number): Promise<void> => {
    for (let n = 0; asking; n++) {
      const viewer = `viewer-${number}-${n}`;
      const { stream, reel } = n % 2 === 0 ? await make(client, viewer) : await open(client, viewer);
      seen.add(reel.version);
      const frames = clipFrames(reel.version);
      const strange = reel.slots.filter(
        ({ range }) => range.end - range.first !== frames || range.first % frames,
      );
      if (strange.length > 0)
        mixed.push(`${stream.id} of version ${reel.version}: ${JSON.stringify(strange[0])}`);
      const playlist = await fetch(stream.url);
      if (!(await playlist.text()).startsWith("#EXTM3U"))
        failures.push(`playlist: status ${playlist.status}`);
      asking = asking && goOn(++reels, changes);
    }
  };

  const guarded = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      const said = error instanceof CutstreamError ? `${error.code}: ${error.message}` : String(error);
      failures.push(said);
      asking = false;
    });
  await Promise.all([guarded(change()), ...Array.from({ length: clients }, (_, n) => guarded(ask(n)))]);
  return { reels, changes, versions: seen, failures, mixed };
}

const make = (client: Cutstream, viewer: string) => client.reels.make({ viewer, cadence: CADENCE });

/** Opens a viewer's address, as a player that knows only that does, and looks at what it led to. */
async function open(client: Cutstream, viewer: string) {
  const { url } = await client.reels.address({ viewer, cadence: CADENCE });
  const answer = await fetch(url);
  const [, id = ""] = /\/(str_[0-9a-f]+)\//.exec(answer.url) ?? [];
  if (!answer.ok || id === "") throw new Error(`${url}: status ${answer.status}, ${await answer.text()}`);
  await answer.body?.cancel();
  return client.reels.get(id);
}
