/** @jsxImportSource preact */
import { dismiss, notices } from "../notices.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** News at the edge of the page, read out as they come. */
export function Notices() {
  return (
    <section class="notices" aria-label="Notices" aria-live="polite">
      {notices.value.map(({ id, tone, text, remedy }) => (
        <div key={id} class={`note ${tone}`}>
          <Icon name={tone === "good" ? "ok" : "error"} />
          <div>
            <p>{text}</p>
            {remedy && <p class="remedy">{remedy}</p>}
          </div>
          <Button kind="quiet" icon="close" aria-label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </section>
  );
}
