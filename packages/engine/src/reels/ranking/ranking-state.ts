import { randomUUID } from "node:crypto";
import { isOld } from "../../age.ts";
import type { ScoreWeights } from "../../api/ranked-title.ts";
import type { RankingChangeView, RankingState, WeightService } from "../../api/ranking.ts";
import { CutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { AudienceStore, RankingChangeRow } from "../../seams/audience-store.ts";
import { assertWeights } from "./check.ts";

/** Weights until somebody sets others: tuned on ratings of films (`bench/reels-ranking.ts`). */
export const DEFAULT_WEIGHTS: ScoreWeights = { preference: 0.55, popularity: 0.2, recency: 0.25, learned: 0 };

const UNTOUCHED: RankingState = { weights: DEFAULT_WEIGHTS, untrained: DEFAULT_WEIGHTS, priors: null };
const HISTORY = 50;
/** Milliseconds that another node's change may take to be seen. */
const KNOWN_FOR = 1_000;

/** A change as it is asked for. */
export interface Change {
  readonly to: RankingState;
  readonly by: string;
  readonly why: string;
  readonly reverts?: string;
  readonly evidence?: JsonObject;
}

/** How titles are ranked now, and all that it was before. */
export interface RankingStates extends WeightService {
  /**
   * Records a change and ranks by it from then on.
   * @param upon the state that it was made upon, where it must still be the one
   * @param last id of the change that must still be the last; null: there was none. Default: whichever is
   * @throws `ranking_changed`
   */
  change(change: Change, upon?: RankingState, last?: string | null): Promise<RankingChangeView>;
}

export function createRankingStates(store: AudienceStore, now: () => number): RankingStates {
  let known: { readonly at: number; readonly state: RankingState } | undefined;

  const stateOf = (row: RankingChangeRow | undefined): RankingState =>
    row ? (row.to as unknown as RankingState) : UNTOUCHED;

  const change: RankingStates["change"] = async ({ to, by, why, reverts, evidence }, upon, wanted) => {
    const last = await store.lastChange();
    const from = stateOf(last);
    const row: RankingChangeRow = {
      ...{ id: `chg_${randomUUID()}`, by, why, createdAt: now() },
      from: from as unknown as JsonObject,
      to: to as unknown as JsonObject,
      reverts: reverts ?? null,
      evidence: evidence ?? null,
    };
    const other = wanted !== undefined && wanted !== (last?.id ?? null);
    const moved = other || (upon !== undefined && JSON.stringify(upon) !== JSON.stringify(from));
    if (moved || !(await store.insertChange(row, last?.id ?? null))) {
      const message = "How titles are ranked was changed by somebody else in between.";
      throw new CutstreamError("ranking_changed", message);
    }
    known = { at: now(), state: to };
    return viewChange(row);
  };

  return {
    change,

    async get() {
      if (!known || isOld(known.at, now(), KNOWN_FOR))
        known = { at: now(), state: stateOf(await store.lastChange()) };
      return known.state;
    },

    async set({ weights, by, why }) {
      assertWeights(weights, "weights");
      const { priors } = stateOf(await store.lastChange());
      return change({ to: { weights, untrained: weights, priors }, by, why });
    },

    async history(limit = HISTORY) {
      return (await store.changes(limit)).map(viewChange);
    },

    async revert(id, { by, why }) {
      const row = await store.change(id);
      if (!row) throw new CutstreamError("ranking_change_not_found", `There is no change ${id}.`);
      return change({ to: row.from as unknown as RankingState, by, why, reverts: id });
    },
  };
}

function viewChange({ createdAt, from, to, ...row }: RankingChangeRow): RankingChangeView {
  return {
    ...row,
    at: new Date(createdAt).toISOString(),
    from: from as unknown as RankingState,
    to: to as unknown as RankingState,
  };
}
