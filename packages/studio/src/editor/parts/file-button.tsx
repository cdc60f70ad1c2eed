/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";

export interface FileButtonProps {
  /** Kinds of files, as of `<input accept>`. */
  readonly accept: string;
  readonly disabled?: boolean;
  readonly onFile: (file: File) => void;
  readonly children: ComponentChildren;
}

/** A button that asks for a file. */
export function FileButton({ accept, disabled = false, onFile, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = () => {
    const file = input.current?.files?.[0];
    if (input.current) input.current.value = "";
    if (file) onFile(file);
  };
  return (
    <>
      <input ref={input} type="file" hidden {...{ accept }} onChange={take} />
      <Button icon="upload" disabled={disabled} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
