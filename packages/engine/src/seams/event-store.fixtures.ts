import type { PlacedEvent, PlayContext, StoredEvent } from "../reels/telemetry/event.ts";

/** A click on the third clip of a reel, each field changeable. */
export const storedEvent = (
  event: Partial<PlacedEvent> = {},
  play: Partial<PlayContext> = {},
): StoredEvent => ({
  play: { stream: "str1", viewer: "ann", experiment: "", arm: "", holdout: false, ...play },
  event: {
    ...{ id: "e1", type: "click", at: 1_700_000_000_000, receivedAt: 1_700_000_000_500 },
    ...{ position: 5000, played: 0, duration: null },
    ...{ slots: [{ slot: 2, title: "Alien" }], finished: [] },
    ...event,
  },
});
