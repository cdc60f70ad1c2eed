import { setImmediate as nextTurn } from "node:timers/promises";
import { CutstreamError } from "../errors.ts";
import { EXPORT_JOB } from "../exports/exports.ts";
import { exportPayload } from "../exports/payload.ts";
import { videosOf } from "../library/videos-of.ts";
import type { Catalog } from "../seams/catalog.ts";
import { headKey } from "../stream/encoding/heads.ts";
import { renderedKey } from "../stream/encoding/rendered.ts";
import { decodePlan } from "../stream/plan/plan-codec.ts";
import { neededHeads } from "../stream/prepare/head-needs.ts";
import { neededSegments } from "../stream/prepare/plan-state.ts";
import type { PlanBinder } from "../stream/project/bind-stored.ts";
import { allRows } from "./all-rows.ts";
import type { Part } from "./units.ts";

export interface NeededParts {
  readonly catalog: Pick<
    Catalog,
    "streams" | "jobsOfKind" | "megaAssets" | "megaVersions" | "collections" | "videos"
  >;
  readonly bind: PlanBinder;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Versions are named by so many digits wherever a plan names one. */
const VERSION = /[0-9a-f]{24}/g;

/** Plans after which others get their turn. */
const PLANS_IN_A_TURN = 16;

/**
 * Says which of these parts somebody needs: streams that can be played now, exports, mega assets that are in use, and
 * collections that have something rendered ahead of time.
 * @throws CutstreamError where a plan cannot be read: nothing may go then.
 */
export async function neededOf(
  parts: readonly Part[],
  { catalog, bind, now }: NeededParts,
): Promise<(part: Part) => boolean> {
  const wanted = new Set(parts.map(({ version }) => version));
  const whole = await versionsInUse(catalog);
  const rendered = await versionsPrepared(catalog);
  const mixed = new Set<string>();
  const keys = new Set<string>();
  let read = 0;

  const addPlan = async (text: string): Promise<void> => {
    const versions = (text.match(VERSION) ?? []).filter((version) => wanted.has(version));
    if (versions.length === 0) return;
    if (++read % PLANS_IN_A_TURN === 0) await nextTurn();
    const plan = decodePlan(text);
    if (plan.music) for (const version of versions) mixed.add(version);
    // Of a video that was deleted nothing is played any more.
    const bound = await bind(plan).catch(unlessDeleted);
    for (const spans of bound?.variants ?? []) {
      for (const { id } of neededHeads(spans)) keys.add(headKey(id));
      for (const id of neededSegments(spans)) keys.add(renderedKey(id));
    }
  };

  for await (const { plan, expiresAt, revokedAt } of allRows((query) => catalog.streams(query))) {
    if (revokedAt === null && expiresAt > now()) await addPlan(plan);
  }
  for await (const { payload } of allRows((query) => catalog.jobsOfKind({ kind: EXPORT_JOB, ...query }))) {
    for (const item of exportPayload.parse(payload).files) {
      if (item.kind === "movie") await addPlan(item.plan);
    }
  }
  return ({ key, kind, version }) => {
    if (kind === "thumbnails") return false;
    if (whole.has(version) || keys.has(key)) return true;
    if (kind === "mixed sound") return mixed.has(version);
    return kind === "rendered segments" && rendered.has(version);
  };
}

/** Versions that mega assets are made of, but for what was retired. */
export async function versionsInUse(
  catalog: Pick<Catalog, "megaAssets" | "megaVersions">,
): Promise<Set<string>> {
  const used = new Set<string>();
  for await (const { id } of allRows((query) => catalog.megaAssets(query))) {
    for (const { state, media } of await catalog.megaVersions(id)) if (state !== "retired") used.add(media);
  }
  return used;
}

/** Versions in whose collections something is rendered ahead of time. */
async function versionsPrepared(
  catalog: Pick<Catalog, "collections" | "videos">,
): Promise<ReadonlySet<string>> {
  const prepared = new Set<string>();
  for (const { id, prepare = [] } of await catalog.collections()) {
    if (prepare.length === 0) continue;
    for await (const { version } of videosOf(catalog, id)) if (version !== null) prepared.add(version);
  }
  return prepared;
}

/** Versions that streams, those that may be renewed too, and exports play. */
export async function versionsPlayed(
  catalog: Pick<Catalog, "streams" | "jobsOfKind">,
): Promise<ReadonlySet<string>> {
  const played = new Set<string>();
  for await (const { plan, revokedAt } of allRows((query) => catalog.streams(query))) {
    if (revokedAt === null) for (const version of plan.match(VERSION) ?? []) played.add(version);
  }
  for await (const { payload } of allRows((query) => catalog.jobsOfKind({ kind: EXPORT_JOB, ...query }))) {
    for (const version of JSON.stringify(payload).match(VERSION) ?? []) played.add(version);
  }
  return played;
}

function unlessDeleted(error: unknown): undefined {
  if (!(error instanceof CutstreamError) || error.code !== "media_not_found") throw error;
}
