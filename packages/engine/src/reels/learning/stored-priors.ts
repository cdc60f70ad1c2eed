import { randomUUID } from "node:crypto";
import { type BlobStore, readOrNothing } from "../../seams/blob-store.ts";
import type { TitleTable } from "../ranking/title-table.ts";
import type { Priors } from "./priors.ts";
import { type BelievedTitles, believedTitles } from "./thompson.ts";

/** What was learned of titles, by name. */
export interface StoredPriors {
  /** Stores priors. @returns their name */
  put(priors: Priors): Promise<string>;
  /** @returns null where there are none of that name, or it is null */
  get(name: string | null): Promise<Priors | null>;
  /** The same laid out beside a table; kept until another name or table is asked for. */
  beside(name: string | null, table: TitleTable): Promise<BelievedTitles | undefined>;
}

const keyOf = (name: string) => `priors/${name}`;

export function createStoredPriors(blobs: BlobStore): StoredPriors {
  let read: { readonly name: string; readonly priors: Promise<Priors | null> } | undefined;
  let laid:
    | { readonly name: string; readonly version: number; readonly believed: BelievedTitles }
    | undefined;

  const load = async (name: string): Promise<Priors | null> => {
    const bytes = await readOrNothing(blobs, keyOf(name));
    return bytes ? (JSON.parse(Buffer.from(bytes).toString()) as Priors) : null;
  };

  const get: StoredPriors["get"] = async (name) => {
    if (name === null) return null;
    if (read?.name !== name) {
      const asked = { name, priors: load(name) };
      read = asked;
      asked.priors.catch(() => {
        if (read === asked) read = undefined;
      });
    }
    return read.priors;
  };

  return {
    get,
    async put(priors) {
      const name = `pri_${randomUUID()}`;
      await blobs.put(keyOf(name), Buffer.from(JSON.stringify(priors)));
      return name;
    },
    async beside(name, table) {
      if (name === null) return undefined;
      if (laid?.name === name && laid.version === table.version) return laid.believed;
      const priors = await get(name);
      if (!priors) return undefined;
      const believed = believedTitles(priors, table.ids);
      laid = { name, version: table.version, believed };
      return believed;
    },
  };
}
