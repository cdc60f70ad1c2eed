/** @jsxImportSource preact */

/** How far something is. @param share 0 to 1. */
export function Progress({ share, label }: { readonly share: number; readonly label: string }) {
  return <progress class="progress" max={1} value={share} aria-label={label} />;
}
