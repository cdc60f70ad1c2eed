/** @jsxImportSource preact */
import { Dialog } from "../ui/dialog.tsx";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { type CommandName, commands } from "./state/commands.ts";
import { KEYS, keysFor } from "./state/keys.ts";

/** What keys do. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <ScrollRegion label="Keys">
        <dl class="keys">
          <Row label="Play, pause" keys={["Space"]} />
          {(Object.keys(KEYS) as CommandName[]).map((name) => (
            <Row key={name} label={commands[name].label} keys={keysFor(name)} />
          ))}
        </dl>
      </ScrollRegion>
    </Dialog>
  );
}

function Row({ label, keys }: { readonly label: string; readonly keys: readonly string[] }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </div>
  );
}
