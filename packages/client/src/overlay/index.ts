export { attachOverlay, type Overlay, type OverlayOptions } from "./attach-overlay.ts";
export type { Player } from "./players/watch-ranges.ts";
export { readSchedule } from "./read-schedule.ts";
export type * from "./schedule.ts";
export { type DrawnItem, type State, stateAt } from "./state-at.ts";
