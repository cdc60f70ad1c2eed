import { effect, signal } from "@preact/signals";
import { selection } from "./store.ts";

/** Parts of the inspector, in their order. */
export const PANEL_NAMES = ["media", "clip", "overlays", "captions", "reframe", "music", "publish"] as const;

export type PanelName = (typeof PANEL_NAMES)[number];

/** The part of the inspector that is open. */
export const openPanel = signal<PanelName>("media");

// What is selected on the timeline opens its own.
effect(() => {
  const { value } = selection;
  if (value) openPanel.value = value.kind === "clip" ? "clip" : "overlays";
});
