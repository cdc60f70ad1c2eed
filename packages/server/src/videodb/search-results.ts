import type { RetrievedMoment } from "@cutstream/engine";
import { collectionId, sceneIndexId } from "./ids.ts";

/** A moment as VideoDB's SDKs read it. */
export interface Doc {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly score: number;
  readonly scene_index_id: string | null;
  readonly scene_index_name: string | null;
  readonly metadata: RetrievedMoment["metadata"];
  /** Null: the SDKs then ask for a stream, which lives for a day as others do. */
  readonly stream_link: null;
  readonly player_url: null;
}

/** What was found in one video. */
export interface VideoResult {
  readonly video_id: string;
  readonly collection_id: string;
  readonly title: string;
  readonly length: string;
  readonly max_score: number;
  readonly platform: string;
  readonly thumbnail: string;
  readonly docs: readonly Doc[];
}

/** What a result needs to know of a video besides its moments. */
export interface SearchedVideo {
  /** As VideoDB has it. */
  readonly id: string;
  /** Seconds. */
  readonly length: number;
  /** Seconds of our video that it begins at. */
  readonly start: number;
  /** Ids of its indexes by their names. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** Groups moments by video: that of the best moment first. */
export function toResults(
  moments: readonly RetrievedMoment[],
  videos: ReadonlyMap<string, SearchedVideo>,
  order: "score" | "start" = "score",
): VideoResult[] {
  const byVideo = Map.groupBy(moments, ({ video }) => video);
  return [...byVideo].flatMap(([ours, found]): VideoResult[] => {
    const video = videos.get(ours);
    const [best] = found;
    if (!video || !best) return [];
    const ordered = order === "start" ? found.toSorted((a, b) => a.start - b.start) : found;
    return [
      {
        video_id: video.id,
        collection_id: collectionId(best.collection),
        title: best.videoName,
        length: String(video.length),
        max_score: Math.max(...found.map(({ score }) => score)),
        platform: "",
        thumbnail: best.thumbnail,
        docs: ordered.map((moment) => toDoc(moment, video)),
      },
    ];
  });
}

function toDoc({ start, end, text, score, index, metadata }: RetrievedMoment, video: SearchedVideo): Doc {
  const id = index === "speech" ? undefined : video.indexes.get(index);
  return {
    start: start - video.start,
    end: end - video.start,
    text,
    score,
    scene_index_id: id === undefined ? null : sceneIndexId(id),
    scene_index_name: id === undefined ? null : index,
    metadata,
    stream_link: null,
    player_url: null,
  };
}

/**
 * Keeps the best part of scores: all that lie within so many per cent of the range from the best down to the worst.
 * VideoDB does not say how it reckons; at 100 all are kept, as there.
 */
export function withinRange<T extends { readonly score: number }>(
  found: readonly T[],
  percentage: number,
): T[] {
  const scores = found.map(({ score }) => score);
  const best = Math.max(...scores);
  const least = best - ((best - Math.min(...scores)) * Math.min(100, Math.max(0, percentage))) / 100;
  return found.filter(({ score }) => score >= least);
}
