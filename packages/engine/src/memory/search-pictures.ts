import { CutstreamError } from "../errors.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import type { MomentQuery, MomentStore } from "../seams/moment-store.ts";
import { COMPARED, likenessOf } from "./likeness.ts";

/** Pictures that are like a query. */
export interface LikePictures {
  /** By moment, best first: 0 to 1. */
  readonly likeness: ReadonlyMap<string, number>;
  readonly warnings: readonly string[];
}

const NONE: LikePictures = { likeness: new Map(), warnings: [] };

/** Finds moments by what their pictures show. Where the model cannot be used there are none, and a warning. */
export async function searchPictures(
  { words, scope, where, limit }: Pick<MomentQuery, "scope" | "where" | "limit"> & { words: string },
  store: MomentStore,
  embedder: ImageEmbedder | null,
): Promise<LikePictures> {
  if (!embedder) return NONE;
  try {
    const [values] = await embedder.embedTexts([words]);
    if (!values) return NONE;
    const vector = { model: embedder.model, values };
    const found = await store.search({ scope, where, text: null, vector, limit: COMPARED });
    return { likeness: new Map([...likenessOf(found.vector)].slice(0, limit)), warnings: [] };
  } catch (error) {
    if (!(error instanceof CutstreamError) || error.code !== "model_unavailable") throw error;
    return { ...NONE, warnings: [`Pictures were not compared: ${error.message}`] };
  }
}
