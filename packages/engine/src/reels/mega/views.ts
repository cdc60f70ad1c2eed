import type { MegaAssetView, MegaVersionView } from "../../api/mega-assets.ts";
import type { MegaAssetRow, MegaVersionRow } from "../../seams/catalog.ts";

/** What a version's row says of its list. */
export interface VersionFacts {
  readonly frameRate: string;
  readonly clips: number;
  readonly titles: number;
  readonly clipTypes: Readonly<Record<string, number>>;
}

/** Reads what {@link VersionFacts} was written as. */
export const factsOf = ({ facts }: MegaVersionRow): VersionFacts => facts as unknown as VersionFacts;

/** Shows a mega asset as callers see it. */
export function viewMegaAsset({ promoted, createdAt, ...row }: MegaAssetRow): MegaAssetView {
  return {
    ...row,
    stable: promoted.at(-1) ?? null,
    before: promoted.at(-2) ?? null,
    createdAt: new Date(createdAt).toISOString(),
  };
}

/** Shows a version as callers see it. */
export function viewMegaVersion({ promoted }: MegaAssetRow, row: MegaVersionRow): MegaVersionView {
  const { mega, number, video, job, state, createdAt, updatedAt } = row;
  return {
    ...{ mega, version: number, video, job },
    ...factsOf(row),
    status: promoted.at(-1) === number ? "stable" : state,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
