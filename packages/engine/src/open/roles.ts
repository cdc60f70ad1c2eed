import type { EngineConfig, Role } from "../api/config.ts";
import { CutstreamError } from "../errors.ts";

/** All that a process can do; one alone does all of it. */
export const ROLES = ["api", "origin", "worker"] as const satisfies readonly Role[];

/**
 * What a process does, in the order of {@link ROLES}.
 * @throws CutstreamError `invalid_request` for none, and for some of them without a database that others share
 */
export function rolesOf({
  roles = ROLES,
  databaseUrl,
}: Pick<EngineConfig, "roles" | "databaseUrl">): readonly Role[] {
  const chosen = ROLES.filter((role) => roles.includes(role));
  if (chosen.length === 0)
    throw new CutstreamError("invalid_request", "A server needs a role.", { path: "role" });
  if (chosen.length === ROLES.length || databaseUrl !== undefined) return chosen;
  throw new CutstreamError(
    "invalid_request",
    `A server that is ${chosen.join(" and ")} alone shares a PostgreSQL database with the others: set DATABASE_URL.`,
    { path: "role" },
  );
}
