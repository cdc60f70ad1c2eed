import type { Engine, StreamView, TimelineInput } from "@cutstream/engine";

/** How long streams live, as VideoDB has it; asking again makes a new one. */
const TTL = "24h";

/** A stream as VideoDB's SDKs read it. */
export interface PublishedStream {
  readonly stream_url: string;
  readonly player_url: string;
  readonly expires_at: string;
}

/** Publishes a timeline for players that know nothing of us: what is drawn is drawn into the pictures. */
export async function publish(
  engine: Pick<Engine, "streams">,
  timeline: TimelineInput,
): Promise<{ readonly stream: PublishedStream; readonly warnings: readonly string[] }> {
  const drawn = timeline.reframe !== undefined || (timeline.overlays ?? []).length > 0;
  const view = await engine.streams.publish({ timeline, ttl: TTL, ...(drawn && { render: "segments" }) });
  return {
    stream: {
      stream_url: view.url,
      player_url: watchPage(view.playerUrl, view.id),
      expires_at: view.expiresAt,
    },
    warnings: view.plan.warnings,
  };
}

/** The SDKs make the address of the page for frames out of one with `/watch?` and `v=` in it. */
export function watchPage(playerUrl: StreamView["playerUrl"], id: string): string {
  return playerUrl.replace("/player?", `/watch?v=${encodeURIComponent(id)}&`);
}
