/** @jsxImportSource preact */
import type { ComponentType } from "preact";
import { fault } from "../preview/preview.ts";
import { openPanel, PANEL_NAMES, type PanelName } from "../state/panel.ts";
import { CaptionsPanel } from "./captions-panel.tsx";
import { ClipPanel } from "./clip-panel.tsx";
import { MediaPanel } from "./media-panel.tsx";
import { MusicPanel } from "./music-panel.tsx";
import { OverlaysPanel } from "./overlays-panel.tsx";
import { PublishPanel } from "./publish-panel.tsx";
import { ReframePanel } from "./reframe-panel.tsx";

const PANELS = {
  media: { name: "Media", Panel: MediaPanel },
  clip: { name: "Clip", Panel: ClipPanel },
  overlays: { name: "Overlays", Panel: OverlaysPanel },
  captions: { name: "Captions", Panel: CaptionsPanel },
  reframe: { name: "Shape", Panel: ReframePanel },
  music: { name: "Music", Panel: MusicPanel },
  publish: { name: "Publish", Panel: PublishPanel },
} as const satisfies Record<PanelName, { readonly name: string; readonly Panel: ComponentType }>;

/** What is edited, as tabs. What is selected on the timeline opens its own. */
export function Panels() {
  const { Panel } = PANELS[openPanel.value];
  return (
    <section class="panels" aria-label="Inspector">
      <div class="tabs" role="tablist" aria-label="Inspector" onKeyDown={onKey}>
        {PANEL_NAMES.map((name) => (
          <Tab key={name} name={name} />
        ))}
      </div>
      <div class="sheet" role="tabpanel" id="editor-panel" aria-labelledby={`editor-tab-${openPanel.value}`}>
        <Panel />
      </div>
    </section>
  );
}

function Tab({ name }: { readonly name: PanelName }) {
  const selected = openPanel.value === name;
  const bad = fault.value?.place?.panel === name;
  return (
    <button
      type="button"
      role="tab"
      id={`editor-tab-${name}`}
      aria-selected={selected}
      aria-controls="editor-panel"
      tabIndex={selected ? 0 : -1}
      class={bad ? "bad" : ""}
      onClick={() => {
        openPanel.value = name;
      }}
    >
      {PANELS[name].name}
      {bad && <span class="unseen">, has an error</span>}
    </button>
  );
}

/** Arrows go from tab to tab, as they do in every list of tabs. */
function onKey(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  openPanel.value =
    PANEL_NAMES[(PANEL_NAMES.indexOf(openPanel.value) + by + PANEL_NAMES.length) % PANEL_NAMES.length] ??
    openPanel.value;
  document.querySelector<HTMLElement>(`#editor-tab-${openPanel.value}`)?.focus();
}
