import {
  CutstreamError,
  type ExperimentDetail,
  type ExperimentService,
  type ReelFigures,
  type TelemetryService,
  type ToldEvent,
} from "@cutstream/engine";

/** Takes in all that is told of streams whose address says `good`. */
export interface FakeTelemetry extends TelemetryService {
  readonly told: ToldEvent[];
  readonly reports: string[];
  readonly requests: string[];
}

const NOTHING: ReelFigures = {
  ...{ plays: 0, starts: 0, completion: { count: 0, of: 0, share: null }, watched: null, curve: [] },
  ...{ slots: [], titles: [], titleCount: 0, startup: null, errors: 0 },
  stalls: { count: 0, seconds: 0, perHour: null },
};

export function createFakeTelemetry(): FakeTelemetry {
  const told: ToldEvent[] = [];
  const reports: string[] = [];
  const requests: string[] = [];
  const check = (stream: string) => {
    if (!stream.includes("good")) throw new CutstreamError("stream_forged", "The signature does not fit.");
    if (stream.includes("busy")) throw new CutstreamError("events_busy", "Too many.", { retryAfter: 1 });
  };
  return {
    told,
    reports,
    requests,
    async take(events) {
      for (const { stream } of events) check(stream);
      told.push(...events);
      return { stored: events.length, known: 0, refused: [] };
    },
    async takeCmcd(stream, report) {
      check(stream);
      reports.push(report);
      return { stored: 1, known: 0, refused: [] };
    },
    countCmcd: (text) => void requests.push(text),
    metrics: async ({ from = null, to = null, experiment = null }) => ({
      ...{ from, to, experiment },
      groups: [{ name: "all", figures: NOTHING }],
    }),
  };
}

/** Keeps experiments as they are put. */
export function createFakeExperiments(): ExperimentService {
  const all = new Map<string, ExperimentDetail>();
  const get = async (id: string): Promise<ExperimentDetail> => {
    const found = all.get(id);
    if (!found) throw new CutstreamError("experiment_not_found", `There is no experiment ${id}.`);
    return found;
  };
  const end = (status: "stopped" | "killed") => async (id: string) => {
    const ended = { ...(await get(id)), status, endedAt: "2026-01-02T00:00:00.000Z" };
    all.set(id, ended);
    return ended;
  };
  return {
    async put(id, { goal, ...input }) {
      const made: ExperimentDetail = {
        ...{ id, name: id, traffic: { from: 0, to: 1 }, holdout: 0.05, ...input },
        goal: { metric: "clickThrough", effect: 0.02, alpha: 0.05, ...goal },
        ...{ status: "running", createdAt: "2026-01-01T00:00:00.000Z", endedAt: null, results: [] },
      };
      all.set(id, made);
      return made;
    },
    get,
    list: async () => [...all.values()],
    stop: end("stopped"),
    kill: end("killed"),
  };
}
