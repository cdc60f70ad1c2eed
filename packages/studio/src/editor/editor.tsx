/** @jsxImportSource preact */

/** The timeline: arrange, trim, overlay, caption, reframe, preview, publish. */
export function Editor() {
  return <h1>Timeline</h1>;
}
