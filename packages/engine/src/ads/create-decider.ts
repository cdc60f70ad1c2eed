import { createHttpDecider } from "../adapters/ads/http-decider.ts";
import { createListDecider } from "../adapters/ads/list-decider.ts";
import { createVastDecider } from "../adapters/ads/vast-decider.ts";
import type { GuardedClient } from "../adapters/http/guarded-request.ts";
import type { AdDecisionInput } from "../api/ads.ts";
import type { AdDecider } from "../seams/ad-decision.ts";

/** What decides as a timeline asks for. */
export function createAdDecider(decide: AdDecisionInput, client: GuardedClient): AdDecider {
  switch (decide.kind) {
    case "list":
      return createListDecider(decide.ads);
    case "http":
      return createHttpDecider(decide.url, client);
    case "vast":
      return createVastDecider(decide.url, client);
  }
}
