import type { TitleInput, TitleService, TitleView } from "../../api/ranking.ts";
import { CutstreamError } from "../../errors.ts";
import type { AudienceStore, TitleRow } from "../../seams/audience-store.ts";
import type { AudienceMemory } from "./audience.ts";
import { timeOf } from "./check.ts";

/** Titles in one call. */
export const MOST_TITLES = 20_000;
const PAGE = 100;
/** Years that an age rating may ask for. */
const OLDEST = 99;

/** Keeps titles. */
export function createTitles(
  store: AudienceStore,
  memory: Pick<AudienceMemory, "changed">,
  now: () => number,
): TitleService {
  return {
    async put(titles) {
      if (titles.length > MOST_TITLES) {
        const message = `${titles.length} titles are more than the ${MOST_TITLES} that one call takes.`;
        throw new CutstreamError("invalid_request", message, { path: "titles" });
      }
      const createdAt = now();
      await store.putTitles(titles.map((title, at) => toRow(title, at, createdAt)));
      memory.changed();
      return { stored: new Set(titles.map(({ id }) => id)).size };
    },

    async get(id) {
      const row = await store.title(id);
      if (!row) throw notFound(id);
      return viewTitle(row);
    },

    async list({ cursor, limit = PAGE }) {
      const { items, next } = await store.titles({ limit, ...(cursor !== undefined && { cursor }) });
      return { items: items.map(viewTitle), next };
    },

    async delete(id) {
      const found = await store.removeTitle(id);
      memory.changed();
      if (!found) throw notFound(id);
    },
  };
}

function toRow(title: TitleInput, at: number, createdAt: number): TitleRow {
  const { id, name, ageRating = 0, territories = null, genres = [], tags = [], metadata = {} } = title;
  const path = `titles[${at}]`;
  if (id === "") throw new CutstreamError("invalid_request", `${path}.id is empty.`, { path: `${path}.id` });
  if (!Number.isInteger(ageRating) || ageRating < 0 || ageRating > OLDEST) {
    const message = `${path}.ageRating is ${ageRating}, and must be a whole number of years from 0 to ${OLDEST}.`;
    throw new CutstreamError("invalid_request", message, { path: `${path}.ageRating` });
  }
  const launchedAt = timeOf(title.launchedAt, `${path}.launchedAt`);
  return { id, name, launchedAt, ageRating, territories, genres, tags, metadata, createdAt };
}

function viewTitle({ launchedAt, createdAt, ...row }: TitleRow): TitleView {
  return {
    ...row,
    launchedAt: new Date(launchedAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  };
}

function notFound(id: string): CutstreamError {
  return new CutstreamError("title_not_found", `There is no title ${id}.`);
}
