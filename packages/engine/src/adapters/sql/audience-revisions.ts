import type { Kysely } from "kysely";
import type { AudienceRevisions } from "../../seams/audience-store.ts";
import type { AudienceSchema } from "./audience-schema.ts";

/**
 * Counts a write, to be called first in its transaction: the row that it locks makes writes of one kind follow one
 * another, so that a reader who has seen a revision has seen all before it.
 * @returns the revision of what is written.
 */
export async function bumpRevision(
  tx: Kysely<AudienceSchema>,
  name: keyof AudienceRevisions,
): Promise<number> {
  const { revision } = await tx
    .updateTable("audience_revisions")
    .set((eb) => ({ revision: eb("revision", "+", 1) }))
    .where("name", "=", name)
    .returning("revision")
    .executeTakeFirstOrThrow();
  return revision;
}

/** Reads all revisions. */
export async function readRevisions(db: Kysely<AudienceSchema>): Promise<AudienceRevisions> {
  const rows = await db.selectFrom("audience_revisions").selectAll().execute();
  const counts = new Map(rows.map(({ name, revision }) => [name, revision]));
  return {
    titles: counts.get("titles") ?? 0,
    watches: counts.get("watches") ?? 0,
    models: counts.get("models") ?? 0,
    changes: counts.get("changes") ?? 0,
  };
}
