import { expect, it } from "vitest";
import { askWhileChanging } from "../kit/changing-mega.ts";
import { catalogOf } from "../kit/mega.ts";
import { ingestCoded, startTestServer } from "../kit/server.ts";

const SECONDS = 20;
/** What is asked for, and changed, at least. */
const [REELS, CHANGES] = [80, 40];

it("no reel mixes versions and none fails, while versions are added, promoted and rolled back under load", async () => {
  const server = await startTestServer();
  const catalog = await catalogOf(server);
  try {
    const { video, frameRate } = await ingestCoded(server, {
      sourceId: 4,
      frameRate: "25",
      seconds: SECONDS,
    });
    const { reels, changes, versions, failures, mixed } = await askWhileChanging({
      ...{ client: server.client, catalog, clients: 8, frames: 25 * SECONDS },
      media: { video: video.id, media: video.versions.at(-1) ?? "", frameRate },
      goOn: (reels, changes) => reels < REELS || changes < CHANGES,
    });
    expect({ failures, mixed }).toEqual({ failures: [], mixed: [] });
    expect(reels).toBeGreaterThanOrEqual(REELS);
    expect(changes).toBeGreaterThanOrEqual(CHANGES);
    expect(versions.size).toBeGreaterThan(1);
  } finally {
    await catalog.close();
    await server.close();
  }
});
