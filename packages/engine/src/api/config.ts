import type { Observer } from "../observe/observer.ts";
import type { ModelConfig } from "./models.ts";
import type { RetentionRules } from "./retention.ts";

/** A server that ranks titles. The operator names it, so it may be at a private address. */
export interface RankerConfig {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string;
  /** Milliseconds after which the built-in ranker answers. Default 150. */
  readonly deadline?: number;
}

/**
 * What a process does of all that there is to do. `api`: takes orders, `origin`: answers players, `worker`: runs jobs
 * and what is done every day.
 */
export type Role = "api" | "origin" | "worker";

export interface EngineConfig {
  /** Folder for the catalog, blobs and uploads. */
  readonly dataDir: string;
  /**
   * PostgreSQL database for the catalog and the moments, which needs pgvector:
   * `postgresql://user:password@host:5432/database`. Default: SQLite files in `dataDir`.
   */
  readonly databaseUrl?: string;
  /** Another PostgreSQL database for the moments alone, with pgvector. Default: {@link databaseUrl}. */
  readonly momentsUrl?: string;
  /**
   * What this process does; default all. Where it is not all, others do the rest on the same database and the same
   * blobs: it needs a {@link databaseUrl}.
   */
  readonly roles?: readonly Role[];
  /**
   * Where sources, chunks and all other bytes lie: `s3://bucket/prefix`, with endpoint, region and credentials from the
   * usual AWS environment. Default: a folder in `dataDir`.
   */
  readonly blobs?: string;
  /** Origin of URLs that are handed out: `http://localhost:8720`. */
  readonly publicUrl: string;
  /** Secret from which playlist signatures are made, newest first; made and kept in the database, or in `dataDir`, by default. */
  readonly signingKeys?: readonly { readonly id: string; readonly secret: string }[];
  /** Encoders for heads at a time. Default: half the processors, at least 1. */
  readonly encoders?: number;
  /** Heads that may wait for an encoder; beyond it requests are answered 503. Default 64. */
  readonly encoderQueue?: number;
  /** Analysers that run over every video once it is ready; `all`: those that have what they need. Default none. */
  readonly analyse?: "all" | readonly string[];
  readonly models?: ModelConfig;
  /** Ingest jobs at a time. Default 1. */
  readonly ingests?: number;
  /** Largest source in bytes. Default 100 GiB. */
  readonly maxSourceBytes?: number;
  /** Longest download in seconds. Default 3600. */
  readonly downloadTimeout?: number;
  /** Allows sources at private addresses. Default false. */
  readonly allowPrivateSources?: boolean;
  /** Another ranker, which is asked in place of the built-in one. Default none. */
  readonly ranker?: RankerConfig;
  /** `daily`: learns from yesterday's events how to rank titles, where there were any. Default `off`. */
  readonly learn?: "daily" | "off";
  /** How long what may go is kept; looked after once a day. Default: for good, but for leftovers of 30 days. */
  readonly retention?: RetentionRules;
  /** `host` or `host:port` of ad servers that may be asked although they are at private addresses. */
  readonly adHosts?: readonly string[];
  /** Bytes of media segments, and of chunks that they are cut from, kept in memory. Default 192 MiB. */
  readonly segmentCacheBytes?: number;
  /** Told of the engine's work as it is done, for metrics and logs. Default: nobody. */
  readonly observer?: Observer;
  /** Path of ffmpeg; FFMPEG_PATH, PATH and the bundled build otherwise. */
  readonly ffmpegPath?: string;
}
