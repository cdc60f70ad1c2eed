import { type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { CutstreamError } from "../../errors.ts";
import type { Page } from "../../seams/catalog.ts";

/** Where a page ended: the creation time and the id of its last row. */
export interface PagePosition {
  readonly createdAt: number;
  readonly id: string;
}

/** Writes a position as an opaque cursor: base64url, so that it fits a query string as it is. */
function encodeCursor(position: PagePosition): string {
  return Buffer.from(JSON.stringify([position.createdAt, position.id])).toString("base64url");
}

/** Reads what {@link encodeCursor} wrote. @throws CutstreamError `invalid_request` for anything else. */
function decodeCursor(cursor: string): PagePosition {
  const position = parsePosition(Buffer.from(cursor, "base64url").toString("utf8"));
  // One form only: base64 decoders skip what they do not know, and a cursor that was tampered with is not ours.
  if (!position || encodeCursor(position) !== cursor) {
    throw new CutstreamError("invalid_request", "The cursor is not one that a list gave.", {
      path: "cursor",
    });
  }
  return position;
}

function parsePosition(text: string): PagePosition | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [createdAt, id] = value as unknown[];
  if (!Number.isSafeInteger(createdAt) || typeof id !== "string") return undefined;
  return { createdAt: createdAt as number, id };
}

/** Makes a page of `limit` rows out of up to `limit + 1` that were read: the extra one shows that more follow. */
function toPage<T extends PagePosition>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(last) : null };
}

/** Which page of a list is asked for. */
export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * Reads one page of a query of one table, by creation and id: the rows after the cursor, in that order.
 * @param read makes of a row what the catalog gives.
 * @throws CutstreamError `invalid_request` for a cursor that no list gave
 */
export async function readPage<Schema, Table extends keyof Schema, Row, T extends PagePosition>(
  query: SelectQueryBuilder<Schema, Table, Row>,
  { cursor, limit }: PageQuery,
  read: (row: Row) => T,
): Promise<Page<T>> {
  const [createdAt, id] = [sql.ref("created_at"), sql.ref("id")];
  let left = query;
  if (cursor !== undefined) {
    const after = decodeCursor(cursor);
    left = left.where(sql<SqlBool>`(${createdAt}, ${id}) > (${after.createdAt}, ${after.id})`);
  }
  const rows = await left
    .orderBy(createdAt)
    .orderBy(id)
    .limit(limit + 1)
    .execute();
  return toPage(rows.map(read), limit);
}
