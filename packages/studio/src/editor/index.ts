export { Editor } from "./editor.tsx";
export { addToTimeline, type TimelineClip } from "./state/adding.ts";
