/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button.tsx";

export interface DialogProps {
  readonly title: string;
  /** Told that the user wants it gone. Without it, it stays until it is no longer drawn. */
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the page, which cannot be used while it is there. The focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose?.();
  };
  // A browser may close it all the same, when asked twice.
  const closed = ({ currentTarget }: { readonly currentTarget: HTMLDialogElement }) => {
    if (currentTarget.isConnected && !onClose) currentTarget.showModal();
    else onClose?.();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={heading} onCancel={cancel} onClose={closed}>
      <header>
        <h2 id={heading}>{title}</h2>
        {onClose && <Button kind="quiet" icon="close" aria-label="Close" onClick={onClose} />}
      </header>
      {children}
    </dialog>
  );
}
