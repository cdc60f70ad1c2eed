import { describe, expect, it } from "vitest";
import type { FastLane } from "../origin/fast-lane.ts";
import { createTenantFront } from "./tenant-front.ts";

/** A lane that takes everything, and remembers which addresses. */
function anyLane() {
  const seen: string[] = [];
  const lane: FastLane = {
    visit({ url = "" }) {
      seen.push(url);
      return async () => undefined;
    },
  };
  return { seen, lane };
}

const answer = () => undefined;
const noKeys = { find: () => undefined };

describe("the lanes of all tenants", () => {
  const own = anyLane();
  const acme = anyLane();
  const front = createTenantFront(
    new Map([
      ["acme", { answer, lane: acme.lane }],
      ["worker", { answer, lane: undefined }],
    ]),
    noKeys,
  ).laneBehind(own.lane);
  const visit = (url: string, headers = {}) => front.visit({ method: "GET", url, headers });

  it("are told apart by how an address begins", () => {
    for (const url of ["/m/v/1.m4s", "/~nobody/m/v/1.m4s", "/~acme/m/v/2.m4s?a=b", "/~acmes/m/v/3.m4s"]) {
      expect(visit(url), url).toBeDefined();
    }
    expect(own.seen).toEqual(["/m/v/1.m4s", "/~nobody/m/v/1.m4s", "/~acmes/m/v/3.m4s"]);
    expect(acme.seen).toEqual(["/m/v/2.m4s?a=b"]);
  });

  it("take nothing of a tenant that is no origin, nor what a key may belong to somebody by", () => {
    expect(visit("/~worker/m/v/1.m4s")).toBeUndefined();
    expect(visit("/m/v/1.m4s", { authorization: "Bearer secret" })).toBeUndefined();
    expect(visit("/m/v/1.m4s", { "x-access-token": "secret" })).toBeUndefined();
  });
});
