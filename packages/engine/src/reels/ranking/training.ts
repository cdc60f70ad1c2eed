import { randomUUID } from "node:crypto";
import { WorkerThread } from "../../adapters/threads/worker-thread.ts";
import type { ModelService, ModelView } from "../../api/ranking.ts";
import { CutstreamError } from "../../errors.ts";
import type { AudienceStore, ModelRow, WatchRow } from "../../seams/audience-store.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import type { AudienceMemory } from "./audience.ts";
import { interactionsOf } from "./interactions.ts";
import type { TrainCall } from "./train.worker.ts";
import { trainingFor } from "./train-factors.ts";

export interface TrainingParts {
  readonly store: AudienceStore;
  readonly blobs: BlobStore;
  readonly memory: Pick<AudienceMemory, "changed">;
  readonly now: () => number;
}

/** Watches read at a time. */
const PAGE = 5_000;

/** Trains factor models in a thread of its own, one at a time, and stores them. */
export function createTraining({ store, blobs, memory, now }: TrainingParts) {
  const thread = new WorkerThread({
    script: new URL("./train.worker.ts", import.meta.url),
    failure: { code: "internal", message: "The factor model could not be trained." },
  });
  let underWay: Promise<ModelView> | undefined;

  const train = async (): Promise<ModelView> => {
    const interactions = interactionsOf(await readWatches(store));
    const watched = interactions.viewers.reduce((sum, { length }) => sum + length, 0);
    if (watched === 0) {
      const message = "There is nothing to train on: no viewer has watched anything yet.";
      throw new CutstreamError("nothing_to_learn", message);
    }
    const options = trainingFor(interactions.viewers.length);
    const call: TrainCall = { interactions, options };
    const bytes = await thread.call<Uint8Array>("train", call);
    const id = `mdl_${randomUUID()}`;
    const blob = `models/${id}`;
    // The last one is ranked by: a clock that was set back must not put it before another.
    const last = (await store.latestModel())?.createdAt ?? 0;
    const row: ModelRow = {
      ...{ id, blob, createdAt: Math.max(now(), last + 1) },
      facts: {
        titles: interactions.titles.length,
        viewers: interactions.viewers.length,
        watches: watched,
        ...options,
      },
    };
    await blobs.put(blob, bytes);
    await store.insertModel(row);
    memory.changed();
    return viewModel(row);
  };

  const service: ModelService = {
    async get() {
      const row = await store.latestModel();
      return row ? viewModel(row) : null;
    },
    train() {
      underWay ??= train().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
  return { service, close: () => thread.close() };
}

async function readWatches(store: AudienceStore): Promise<WatchRow[]> {
  const all: WatchRow[] = [];
  for (;;) {
    const after = all.at(-1);
    const rows = await store.allWatches({ limit: PAGE, ...(after && { after }) });
    for (const row of rows) all.push(row);
    if (rows.length < PAGE) return all;
  }
}

function viewModel({ id, facts, createdAt }: ModelRow): ModelView {
  const { titles, viewers, watches } = facts as Record<string, number>;
  return {
    ...{ id, titles: titles ?? 0, viewers: viewers ?? 0, watches: watches ?? 0 },
    createdAt: new Date(createdAt).toISOString(),
  };
}
