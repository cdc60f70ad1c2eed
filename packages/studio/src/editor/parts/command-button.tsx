/** @jsxImportSource preact */
import { Button } from "../../ui/button.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { type CommandName, commands } from "../state/commands.ts";
import { keysFor } from "../state/keys.ts";

export interface CommandButtonProps {
  readonly name: CommandName;
  readonly icon: IconName;
}

/** A button that does what a key does; its tooltip says which. It keeps the focus when there is nothing left to do. */
export function CommandButton({ name, icon }: CommandButtonProps) {
  const { label, run, enabled } = commands[name];
  const off = !enabled();
  return (
    <Button
      kind="quiet"
      icon={icon}
      aria-label={label}
      title={`${label} (${keysFor(name)[0]})`}
      aria-disabled={off}
      onClick={() => off || run()}
    />
  );
}
