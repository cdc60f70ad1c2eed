import type { JobView } from "./jobs.ts";
import type { PrepareRequest } from "./videos.ts";

export interface CollectionView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** What is rendered of each of its videos ahead of time. */
  readonly prepare: readonly PrepareRequest[];
}

/** A collection with the jobs that render what it asks for. */
export interface CollectionDetail extends CollectionView {
  /** Those of its videos as they are now, by what it asks for now; oldest first. */
  readonly jobs: readonly JobView[];
}

export interface CollectionService {
  /** @throws as {@link VideoService.prepare} does for what is to be prepared */
  create(name: string, prepare?: readonly PrepareRequest[]): Promise<CollectionView>;
  /** @throws `collection_not_found` */
  get(id: string): Promise<CollectionDetail>;
  /**
   * Changes its name, or what is rendered of its videos: those that are there are begun with at once.
   * @throws `collection_not_found`, and as {@link create}
   */
  update(
    id: string,
    change: { readonly name?: string; readonly prepare?: readonly PrepareRequest[] },
  ): Promise<CollectionView>;
  list(): Promise<readonly CollectionView[]>;
  /** @throws `collection_not_found`, `collection_not_empty` */
  delete(id: string): Promise<void>;
}
