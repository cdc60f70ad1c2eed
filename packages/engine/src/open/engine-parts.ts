import type { Analyser } from "../seams/analyser.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Embedder } from "../seams/embedder.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import type { Stores } from "./open-stores.ts";

/** What an engine does its I/O with. */
export interface EngineParts extends Stores {
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  /** Null: meanings are not compared. */
  readonly embedder: Embedder | null;
  /** Null: pictures are not compared. */
  readonly imageEmbedder: ImageEmbedder | null;
  readonly analysers: readonly Analyser[];
}
