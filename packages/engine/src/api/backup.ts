import type { EngineConfig } from "./config.ts";

/** How far a backup or a restore is: `done` of `total` blobs, of which `bytes` were copied. */
export interface BackupProgress {
  readonly stage: "blobs" | "databases" | "new blobs" | "verify";
  readonly done: number;
  /** Undefined where it is not known yet. */
  readonly total: number | undefined;
  readonly bytes: number;
}

export interface BackupOptions extends Pick<EngineConfig, "dataDir" | "databaseUrl" | "blobs"> {
  /** Folder of the backup; what an earlier one left there is not copied again. */
  readonly to: string;
  readonly onProgress?: (progress: BackupProgress) => void;
}

export interface RestoreOptions extends Pick<EngineConfig, "blobs"> {
  /** Folder of the backup. */
  readonly from: string;
  /** Folder of the server to be, which must be empty, or hold a restore that was interrupted. */
  readonly dataDir: string;
  readonly onProgress?: (progress: BackupProgress) => void;
}

/** What a backup holds. */
export interface BackupSummary {
  /** ISO 8601. */
  readonly createdAt: string;
  /** Names of the databases; empty where they are in PostgreSQL, whose own dump goes with the backup. */
  readonly databases: readonly string[];
  readonly blobs: number;
  readonly bytes: number;
  /** Blobs that were not in the folder yet. */
  readonly copied: number;
}
