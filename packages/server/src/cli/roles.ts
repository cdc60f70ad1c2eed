import type { Role } from "@cutstream/engine";
import { InvalidArgumentError, Option } from "commander";

/** In the order in which they are told. The engine's own list would load the engine, which most commands do without. */
const ROLES: readonly Role[] = ["api", "origin", "worker"];

/** Reads `api,worker`: each once, in the order of all. */
function parseRoles(text: string): readonly Role[] {
  const named = text.split(",").map((part) => part.trim());
  if (named.every((name) => (ROLES as readonly string[]).includes(name)))
    return ROLES.filter((role) => named.includes(role));
  throw new InvalidArgumentError(`It must be some of ${ROLES.join(", ")}, joined by commas.`);
}

/** `--role`, which parts of the work a process does. */
export const roleOption = (): Option =>
  new Option("--role <roles>", `what the process does, joined by commas: ${ROLES.join(", ")}`)
    .env("CUTSTREAM_ROLE")
    .default(ROLES, "all")
    .argParser(parseRoles);
