import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportFormat, MomentInput, RetrieveRequest } from "@cutstream/engine";
import type { Place } from "./score.ts";

/** What a query asks for. */
export type Kind =
  | "spoken"
  | "paraphrase"
  | "object"
  | "ocr"
  | "sound"
  | "filter"
  | "combination"
  | "identifier";

/** Kinds that are answered by what analysers find; all others need what somebody told. */
export const SENSED_KINDS: readonly Kind[] = ["spoken", "paraphrase", "object", "ocr", "sound"];

export const TOLD_KINDS: readonly Kind[] = ["filter", "combination", "identifier"];

/** A query with every place that is a right answer to it. */
export interface LabelledQuery extends Pick<RetrieveRequest, "query" | "filters" | "time"> {
  readonly id: string;
  readonly kind: Kind;
  readonly collection: string;
  /** Paths of the videos that may answer. */
  readonly videos?: readonly string[];
  /** Names of the indexes that know. */
  readonly from: readonly string[];
  /** Empty: nothing right exists. */
  readonly truth: readonly Place[];
  /** How the truth was found. */
  readonly checked: string;
}

/** A video that is asked about. */
export interface LabelledVideo {
  /** Relative to the media folder; `made/…` is made by `made-videos.ts`. */
  readonly path: string;
  readonly collection: string;
  readonly subtitles?: {
    /** `bench:` beside this file, `media:` in the media folder, `made:` beside the made videos. */
    readonly file: string;
    readonly format: ImportFormat;
    readonly language?: string;
  };
  /** What is said, where there are no subtitles in a file of their own. */
  readonly heard?: string;
}

/** An index that somebody might have of a video. */
export interface OwnIndex {
  readonly video: string;
  readonly name: string;
  readonly about: string;
  readonly moments: readonly (MomentInput & { readonly start: number; readonly end: number })[];
}

/** All that the benchmark asks and knows. */
export interface LabelledSet {
  readonly videos: readonly LabelledVideo[];
  readonly queries: readonly LabelledQuery[];
  readonly indexes: readonly OwnIndex[];
}

/** Reads `queries.json` and `indexes/*.json`. */
export async function loadLabelledSet(): Promise<LabelledSet> {
  const { videos, queries } = await readJson<Omit<LabelledSet, "indexes">>("queries.json");
  const files = (await readdir(join(import.meta.dirname, "indexes"))).sort();
  const indexes = await Promise.all(files.map((file) => readJson<OwnIndex>(join("indexes", file))));
  return { videos, queries, indexes };
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(import.meta.dirname, name), "utf8")) as T;
}
