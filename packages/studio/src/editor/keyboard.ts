import { pausePlaying, togglePlaying } from "./preview/monitor.tsx";
import { commands } from "./state/commands.ts";
import { COMMAND_OF, pressed } from "./state/keys.ts";

/** Where keys mean what they always do. */
const OWN_KEYS = "input, select, textarea, [contenteditable], cutstream-player, dialog, [role=tab], summary";

/** Where space presses what has the focus. */
const PRESSABLE = "button:not(.clip, .bar), a";

/** Does what a key means to the timeline. */
export function onKey(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || target?.closest(OWN_KEYS)) return;
  if (event.code === "Space") {
    if (target?.closest(PRESSABLE)) return;
    event.preventDefault();
    togglePlaying();
    return;
  }
  const name = COMMAND_OF.get(pressed(event));
  if (!name) return;
  event.preventDefault();
  pausePlaying();
  if (commands[name].enabled()) commands[name].run();
}
