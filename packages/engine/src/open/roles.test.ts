import { expect, it } from "vitest";
import { ROLES, rolesOf } from "./roles.ts";

const databaseUrl = "postgresql://localhost/cutstream";

it("are all where nothing is said, and each once", () => {
  expect(rolesOf({})).toEqual(ROLES);
  expect(rolesOf({ roles: ["worker", "api", "worker"], databaseUrl })).toEqual(["api", "worker"]);
});

it("are not chosen where nobody could do the rest", () => {
  const refused = expect.objectContaining({ code: "invalid_request" });
  expect(() => rolesOf({ roles: ["origin"] })).toThrow(refused);
  expect(() => rolesOf({ roles: [], databaseUrl })).toThrow(refused);
});
