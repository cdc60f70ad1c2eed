/** @jsxImportSource preact */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  /** `plain` by default; one `primary` button a form; `danger` destroys. */
  readonly kind?: "plain" | "primary" | "danger" | "quiet";
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
}

/** A button; of an icon alone where it has no text: then give it an `aria-label`, which is its tooltip too. */
export function Button({ kind = "plain", icon, children, ...rest }: ButtonProps) {
  const bare = children === undefined;
  return (
    <button
      type="button"
      title={bare ? rest["aria-label"] : undefined}
      {...rest}
      class={`button ${kind}${bare ? " bare" : ""}`}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
