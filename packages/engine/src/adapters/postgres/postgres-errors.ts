import type { CompiledQuery } from "kysely";
import { CutstreamError } from "../../errors.ts";

/** SQLSTATEs (https://www.postgresql.org/docs/15/errcodes-appendix.html). */
const DISK_FULL = "53100";
const CHARACTER_NOT_IN_REPERTOIRE = "22021";
const FOREIGN_KEY_VIOLATION = "23503";

/** What the database says of an error, and Node of a connection that failed. */
interface DatabaseErrorFacts {
  readonly code?: string;
  /** Name of the constraint that was violated. */
  readonly constraint?: string;
}

/**
 * Turns what the database or its driver threw into a CutstreamError: `storage_full` for a full disk, the catalog's own
 * errors where a row that was referred to went or came at the same moment, `invalid_request` for a text that it cannot
 * hold, `storage_failed` for the rest.
 * @param name of the database, for people.
 * @param kind of the statement.
 */
export function asStorageError(
  thrown: unknown,
  name: string,
  kind?: CompiledQuery["query"]["kind"],
): CutstreamError {
  if (thrown instanceof CutstreamError) return thrown;
  const { code, constraint } = factsOf(thrown);
  if (code === DISK_FULL) {
    return new CutstreamError(
      "storage_full",
      `The database ${name} could not be written: its disk is full.`,
      {
        cause: thrown,
      },
    );
  }
  if (code === CHARACTER_NOT_IN_REPERTOIRE) {
    const message = `A text that was given holds the character NUL, which the database ${name} cannot keep.`;
    return new CutstreamError("invalid_request", message, { cause: thrown });
  }
  if (code === FOREIGN_KEY_VIOLATION) {
    const broken = brokenReference(constraint, kind, thrown);
    if (broken) return broken;
  }
  const message = `The database ${name} could not be read or written: ${reasonOf(thrown)}.`;
  return new CutstreamError("storage_failed", message, { cause: thrown });
}

/** Queries look before they write; a reference breaks where somebody else wrote in between. */
function brokenReference(
  constraint: string | undefined,
  kind: CompiledQuery["query"]["kind"] | undefined,
  cause: unknown,
): CutstreamError | undefined {
  const isDelete = kind === "DeleteQueryNode";
  switch (constraint) {
    case "videos_collection_fkey":
      return isDelete
        ? new CutstreamError("collection_not_empty", "The collection has got a video just now.", { cause })
        : new CutstreamError("collection_not_found", "The collection was deleted just now.", { cause });
    case "jobs_video_fkey":
    case "indexes_video_fkey":
      return new CutstreamError("video_not_found", "The video was deleted just now.", { cause });
    case "mega_versions_mega_fkey":
      return new CutstreamError("mega_asset_not_found", "The mega asset was deleted just now.", { cause });
    default:
      return undefined;
  }
}

function factsOf(thrown: unknown): DatabaseErrorFacts {
  return typeof thrown === "object" && thrown !== null ? (thrown as DatabaseErrorFacts) : {};
}

/** Its message; where a host has several addresses, that of the first, as the error for all has none. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === "") return reasonOf(thrown.errors[0]);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
