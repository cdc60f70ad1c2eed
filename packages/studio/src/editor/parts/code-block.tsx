/** @jsxImportSource preact */
import { announce, report } from "../../notices.ts";
import { Button } from "../../ui/button.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";

export interface CodeBlockProps {
  /** What it is, for its heading and for the button that copies it. */
  readonly title: string;
  readonly code: string;
  readonly open?: boolean;
}

/** Code to take along, folded until it is wanted. */
export function CodeBlock({ title, code, open = false }: CodeBlockProps) {
  return (
    <details class="code-block" open={open}>
      <summary>{title}</summary>
      <CopyButton text={code} what={title} />
      <ScrollRegion label={title}>
        <pre>
          <code>{code}</code>
        </pre>
      </ScrollRegion>
    </details>
  );
}

/** Copies a text. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => announce(`${what} copied.`), report);
  };
  return <Button kind="quiet" icon="copy" aria-label={`Copy: ${what}`} onClick={copy} />;
}
