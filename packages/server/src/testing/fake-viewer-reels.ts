import {
  type Cadence,
  type CadenceService,
  type CadenceView,
  CutstreamError,
  type StreamService,
  type ViewerReelRequest,
  type ViewerReelService,
  type ViewerReelView,
} from "@cutstream/engine";

const WHEN = "2026-01-01T00:00:00.000Z";

/** Cadences in memory; those without slots are refused. */
export function createFakeCadences(): CadenceService {
  const kept = new Map<string, CadenceView>();
  const get = (id: string): CadenceView => {
    const found = kept.get(id);
    if (!found) throw new CutstreamError("cadence_not_found", `There is no cadence ${id}.`);
    return found;
  };
  return {
    async put(id, cadence: Cadence) {
      if (cadence.slots.length === 0) {
        throw new CutstreamError("invalid_cadence", "slots has 0 slots.", { path: "slots" });
      }
      const revision = (kept.get(id)?.revision ?? 0) + 1;
      kept.set(id, { id, revision, cadence, createdAt: WHEN, updatedAt: WHEN });
      return get(id);
    },
    get: async (id) => get(id),
    list: async () => ({ items: [...kept.values()], next: null }),
    async delete(id) {
      kept.delete(get(id).id);
    },
  };
}

/** Reels of the first two seconds of `v1`. The signature `bad` is forged. */
export function createFakeViewerReels(
  streams: Pick<StreamService, "publish">,
  cadences: Pick<CadenceService, "get">,
  publicUrl: string,
): ViewerReelService {
  const made = new Map<string, ViewerReelView>();
  const make = async ({ viewer, cadence: id, mega = "m1", seed = viewer }: ViewerReelRequest) => {
    const { revision } = await cadences.get(id);
    const clip = { video: "v1", start: { frame: 100 }, end: { frame: 150 } };
    const stream = await streams.publish({ timeline: { clips: [clip] }, user: viewer, name: id });
    const range = { first: 100, end: 150 };
    const view: ViewerReelView = {
      stream,
      reel: {
        ...{ viewer, cadence: { id, revision }, mega, version: 3, video: "v1", frameRate: "25/1" },
        ...{
          seed: String(seed),
          rankedBy: "built-in",
          experiment: null,
          arm: null,
          holdout: false,
          music: null,
        },
        ...{ frames: 50, asked: 50, notes: [] },
        slots: [
          {
            ...{ role: "slot", title: "t1", asked: "long", clip: "mid", start: 0, end: 2, startFrame: 0 },
            ...{ endFrame: 50, range, frames: range, cutBy: null, place: 0, weight: 80, rank: 1, score: 0.9 },
            parts: { preference: 0.9, popularity: 0.5, recency: 0.1 },
            why: ["Number 1 of the ranking."],
          },
        ],
      },
    };
    made.set(stream.id, view);
    return view;
  };
  const show = async (id: string): Promise<ViewerReelView> => {
    const view = made.get(id);
    if (!view) throw new CutstreamError("reel_not_found", `Stream ${id} is no reel.`);
    return view;
  };
  return {
    make,
    show,
    at: async (id, seconds) =>
      (await show(id)).reel.slots.find(({ start, end }) => seconds >= start && seconds < end),
    async address({ viewer, cadence }) {
      await cadences.get(cadence);
      const path = `/r/${encodeURIComponent(viewer)}/${cadence}.m3u8`;
      return { url: `${publicUrl}${path}?until=9&signature=good`, expiresAt: WHEN };
    },
    async open({ signed, ...request }) {
      if (signed && signed.signature !== "good") throw new CutstreamError("stream_forged", "Not ours.");
      return make(request);
    },
  };
}
