import { mkdir } from "node:fs/promises";
import { createFfmpegTranscoder } from "../adapters/ffmpeg/transcoder.ts";
import type { EngineConfig, Role } from "../api/config.ts";
import { createSourceLocks, type SourceLocks } from "../ingest/source-locks.ts";
import { type KeyRing, openKeyRing } from "../keys/key-ring.ts";
import { openSigningKeys } from "../keys/signing-keys.ts";
import { createLibrary, type Library } from "../library/library.ts";
import { observeTranscoder } from "../observe/observe-transcoder.ts";
import { NOBODY, type Observer } from "../observe/observer.ts";
import { createSteps, type DoStep } from "../observe/step.ts";
import { createUses, type Uses } from "../retention/uses.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { SigningKeyStore } from "../seams/signing-key-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { createSigner, type Signer } from "../stream/address/signature.ts";
import { countEncoders } from "../usage/count-services.ts";
import { createMeter, type Meter } from "../usage/meter.ts";
import type { EngineParts } from "./engine-parts.ts";
import { openBlobs } from "./open-blobs.ts";
import { type Cluster, openCluster } from "./open-cluster.ts";
import { openStores, type Stores } from "./open-stores.ts";
import { rolesOf } from "./roles.ts";

/** What all parts of an engine stand on: where it keeps things, who else is there, and who is told of its work. */
export interface Ground extends Stores {
  readonly publicUrl: string;
  readonly roles: readonly Role[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly observer: Observer;
  readonly step: DoStep;
  readonly meter: Meter;
  readonly transcoder: Transcoder;
  /** Blobs as they are stored: who reads of these uses nothing. */
  readonly stored: BlobStore;
  readonly blobs: BlobStore;
  readonly uses: Uses;
  readonly library: Library;
  readonly keyRing: KeyRing;
  readonly signer: Signer;
  readonly cluster: Cluster;
  readonly locks: SourceLocks;
  /** Closes what no part closes; moments belong to memory, events to telemetry, the transcoder to all. */
  close(): Promise<void>;
}

/** @throws CutstreamError `storage_failed`, `storage_full`, `invalid_request` for roles that cannot be */
export async function openGround(config: EngineConfig, given: Partial<EngineParts>): Promise<Ground> {
  const { dataDir, publicUrl, observer = NOBODY, retention: rules } = config;
  const roles = rolesOf(config);
  await mkdir(dataDir, { recursive: true });
  const stores = await openStores(config, given);
  const { catalog, audience, usage } = stores;
  const stored = given.blobs ?? (await openBlobs(config));
  const now = Date.now;
  const step = createSteps(observer);
  const meter = createMeter({ store: usage, now });
  const transcoder = observeTranscoder(
    given.transcoder ?? createFfmpegTranscoder(config.ffmpegPath ? { ffmpegPath: config.ffmpegPath } : {}),
    step,
    countEncoders(meter),
  );
  const uses = createUses({ catalog, rules, now });
  const blobs = uses.watch(stored);
  const keyRing = await openKeyRing(await signingKeysOf(config));
  const cluster = openCluster(config);
  return {
    ...stores,
    ...{ publicUrl, roles, now, observer, step, meter, transcoder, stored, blobs, uses, keyRing, cluster },
    library: createLibrary(blobs, cluster.notices),
    signer: createSigner(keyRing.keys),
    locks: createSourceLocks(cluster.locks),
    async close() {
      await keyRing.close();
      await cluster.close();
      await audience.close();
      await meter.close();
      await usage.close();
      // what cannot be written down now is met anew
      await uses.close().catch(() => undefined);
      await catalog.close();
    },
  };
}

/** The keys of the configuration, which never change, or those that are kept. */
async function signingKeysOf(config: EngineConfig): Promise<Pick<SigningKeyStore, "read" | "close">> {
  const { signingKeys } = config;
  if (!signingKeys) return openSigningKeys(config);
  return { read: async () => signingKeys, close: async () => undefined };
}
