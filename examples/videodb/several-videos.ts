import {
  Clip,
  type Collection,
  type Connection,
  EditorTimeline,
  EditorVideoAsset,
  Timeline,
  Track,
  VideoAsset,
} from "videodb";

/** Clips of several videos, one after the other. */
export async function mergeVideos(
  conn: Connection,
  coll: Collection,
  ids: readonly [string, string, string],
) {
  const video1 = await coll.getVideo(ids[0]);
  const video2 = await coll.getVideo(ids[1]);
  const video3 = await coll.getVideo(ids[2]);

  const timeline = new Timeline(conn);
  timeline.addInline(new VideoAsset(video1.id, { start: 0, end: 30 }));
  timeline.addInline(new VideoAsset(video2.id, { start: 10, end: 40 }));
  timeline.addInline(new VideoAsset(video3.id, { start: 0, end: 20 }));
  return timeline.generateStream();
}

/**
 * The best moments of a collection. VideoDB's page puts tracks on `Timeline`, which has none: they are the editor's. It
 * also starts every clip at 0, where they would cover one another; here each begins where the one before ends.
 */
export async function collectionHighlights(conn: Connection, coll: Collection) {
  const results = await coll.search("best moments");

  const timeline = new EditorTimeline(conn);
  const track = new Track();
  let at = 0;
  for (const shot of results.shots.slice(0, 10)) {
    if (!("videoId" in shot)) continue; // of a live stream: for the compiler alone
    const asset = new EditorVideoAsset({ id: shot.videoId, start: shot.start });
    const duration = shot.end - shot.start;
    track.addClip(at, new Clip({ asset, duration }));
    at += duration;
  }
  timeline.addTrack(track);
  return timeline.generateStream();
}
