import type { Moment } from "../moments/moment.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import type { LibraryVersion } from "./library.ts";
import type { SampleReader } from "./sample-reader.ts";

/** What a {@link Material} is made of. */
export interface MaterialParts {
  /** Id of the video. */
  readonly video: string;
  readonly version: LibraryVersion;
  readonly blobs: BlobStore;
  readonly samples: SampleReader;
  readonly transcoder: Transcoder;
  /** Moments of one of the video's indexes, by its name. */
  readonly momentsOf: (name: string) => Promise<readonly Moment[]>;
}
