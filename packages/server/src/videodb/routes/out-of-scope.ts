import { CutstreamError } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";

/** Parts of VideoDB that are not here, by their addresses, and what there is to do instead. */
const LEFT_OUT: readonly (readonly [path: string, what: string])[] = [
  [
    "/collection/:id/generate/*",
    "Media and texts are not generated here: make them elsewhere and upload them",
  ],
  ["/collection/:id/search/web", "The web is not searched here"],
  ["/collection/:id/search/title", "Titles are not searched by themselves: they are part of GET /video"],
  ["/collection/:id/meeting/*", "Meetings are not recorded here: upload the recording"],
  ["/collection/:id/capture/*", "Screens are not recorded here: upload the recording"],
  [
    "/collection/:id/websocket",
    "There are no events over WebSocket: GET /v1/jobs/{id}/events has those of jobs",
  ],
  [
    "/collection/:id/video/:video/translate",
    "Transcripts are translated where they are subtitles: /v1/streams",
  ],
  ["/capture/*", "Screens are not recorded here: upload the recording"],
  ["/meeting/*", "Meetings are not recorded here: upload the recording"],
  ["/video/:id/meeting", "Meetings are not recorded here: upload the recording"],
  ["/video/:id/storage", "A video without its media could not be played: delete the video"],
  ["/video/:id/scene/:scene/describe", "A single scene is not described: index the scenes"],
  ["/video/:id/frame/:frame/describe", "A single frame is not described: index the scenes"],
  [
    "/video/:id/understand",
    "There are no analysers by prompt: POST /v1/videos/{id}/indexes runs those there are",
  ],
  [
    "/video/:id/understand/*",
    "There are no analysers by prompt: POST /v1/videos/{id}/indexes runs those there are",
  ],
  [
    "/video/:id/indexes",
    "Indexes are kept as of search v1 (/video/{id}/index/scene), and under /v1/videos/{id}/indexes",
  ],
  [
    "/video/:id/indexes/*",
    "Indexes are kept as of search v1 (/video/{id}/index/scene), and under /v1/videos/{id}/indexes",
  ],
  ["/transcode", "Videos are brought into shape when they are taken in; GET /v1/videos/{id} says how"],
  ["/transcode/*", "Videos are brought into shape when they are taken in; GET /v1/videos/{id} says how"],
  ["/rtstream", "Live streams are not taken in"],
  ["/rtstream/*", "Live streams are not taken in"],
  ["/sandbox", "There is no sandbox"],
  ["/sandbox/*", "There is no sandbox"],
  ["/voice_clone", "Voices are not cloned"],
  ["/voice_clone/*", "Voices are not cloned"],
];

/** Answers what is not here with 501, and says so. */
export function outOfScope(app: FastifyInstance): void {
  for (const [path, what] of LEFT_OUT) {
    app.all(path, async () => {
      throw new CutstreamError("not_supported", `${what}.`);
    });
  }
}
