type Esbuild = typeof import("esbuild");

/** Builds that go on. */
let running = 0;

/** Lends esbuild, whose helper process ends with the last build. */
export async function withEsbuild<T>(build: (esbuild: Esbuild) => Promise<T>): Promise<T> {
  const esbuild = await import("esbuild");
  running++;
  try {
    return await build(esbuild);
  } finally {
    // Its helper process would otherwise stay.
    if (--running === 0) await esbuild.stop();
  }
}
