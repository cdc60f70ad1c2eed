import { LRUCache } from "lru-cache";
import type { JobView } from "../api/jobs.ts";
import type { IndexService } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import { type ShotSubjects, SUBJECTS } from "./subject.ts";
import { decodeSubjects } from "./subjects-codec.ts";

export interface SubjectsParts {
  readonly catalog: Pick<Catalog, "indexes" | "jobs">;
  readonly moments: Pick<MomentStore, "momentsOf">;
  readonly analyse: IndexService["analyse"];
}

/** Who is seen in videos, as far as it is known. */
export interface Subjects {
  /** By video, the shots of those that were looked at. */
  known(videos: readonly string[]): Promise<ReadonlyMap<string, readonly ShotSubjects[]>>;
  /**
   * Says for people why the windows of videos that are not known stand still, and what to do about it.
   * @param order has those looked at that were not yet: as jobs, which nobody waits for.
   */
  explain(videos: readonly string[], order: boolean): Promise<readonly string[]>;
  /**
   * Has a video looked at, unless that is under way.
   * @returns id of the job that does it. @throws `analyser_unknown`, `video_not_found`, `video_not_ready`
   */
  order(video: string): Promise<string>;
}

/** Videos whose shots are kept in memory. */
const KEPT = 100;
const SHOTS = "shots";

/** Subjects as the index of their name has them; made when a smart reframe is first asked for. */
export function createSubjects({ catalog, moments, analyse }: SubjectsParts): Subjects {
  const kept = new LRUCache<string, readonly ShotSubjects[]>({ max: KEPT });
  const ordering = new Map<string, Promise<string>>();

  const find = async (video: string): Promise<readonly ShotSubjects[] | undefined> => {
    const row = (await catalog.indexes(video, SUBJECTS)).find(({ status }) => status === "ready");
    if (!row) return undefined;
    const cached = kept.get(row.id);
    if (cached) return cached;
    const stored = await moments.momentsOf(video, SUBJECTS);
    const shots = stored.flatMap(({ detail }) => decodeSubjects(detail) ?? []);
    shots.sort((a, b) => a.from - b.from);
    kept.set(row.id, shots);
    return shots;
  };

  const known: Subjects["known"] = async (videos) => {
    const found = await Promise.all(videos.map(async (video) => [video, await find(video)] as const));
    return new Map(found.flatMap(([video, shots]) => (shots ? [[video, shots] as const] : [])));
  };

  const orderOnce = async (video: string): Promise<string> => {
    const open = (await catalog.jobs({ video, status: ["queued", "running"] })).filter(
      ({ kind }) => kind === "index",
    );
    const makes = (name: string) => open.find(({ payload }) => isNamed(payload, name));
    const underWay = makes(SUBJECTS);
    if (underWay) return underWay.id;
    const shots = await catalog.indexes(video, SHOTS);
    const cut = makes(SHOTS) !== undefined || shots.some(({ status }) => status === "ready");
    const jobs: readonly JobView[] = await analyse(video, cut ? [SUBJECTS] : [SHOTS, SUBJECTS]);
    const last = jobs.at(-1);
    if (!last) throw new CutstreamError("analyser_unknown", `There is no analyser ${SUBJECTS}.`);
    return last.id;
  };

  const order: Subjects["order"] = (video) => {
    const running = ordering.get(video);
    if (running) return running;
    const ordered = orderOnce(video).finally(() => ordering.delete(video));
    ordering.set(video, ordered);
    return ordered;
  };

  const explainOne = async (video: string, ordered: boolean): Promise<string> => {
    const still = "its window stands still";
    const [failed] = (await catalog.indexes(video, SUBJECTS)).filter(({ status }) => status === "failed");
    if (failed) {
      const why = failed.error?.message ?? "the analyser failed.";
      return `Video ${video} was not looked at, so ${still}: ${why} Index it again with the analyser ${SUBJECTS}.`;
    }
    if (!ordered) {
      return `Video ${video} was not looked at yet, so ${still}. Publishing starts that, or index it with the analyser ${SUBJECTS}.`;
    }
    try {
      return `Video ${video} was not looked at yet, so ${still}. Job ${await order(video)} does it: streams published after it follow who is seen.`;
    } catch (error) {
      if (!(error instanceof CutstreamError)) throw error;
      return `Video ${video} was not looked at, so ${still}: ${error.message}`;
    }
  };

  return {
    known,
    order,
    explain: (videos, ordered) => Promise.all(videos.map((video) => explainOne(video, ordered))),
  };
}

function isNamed(payload: unknown, name: string): boolean {
  return typeof payload === "object" && payload !== null && "name" in payload && payload.name === name;
}
