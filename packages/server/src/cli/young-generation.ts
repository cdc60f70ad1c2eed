/**
 * Megabytes of each half of V8's young generation, from the start: the most that it would grow to by itself. What
 * answers leave behind is collected a quarter as often as with four, so that playlists cost a seventh less, for 40 MB
 * of memory.
 */
export const YOUNG = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

/**
 * Starts this program again in this very process, with {@link YOUNG}, unless somebody chose such sizes. Node takes that
 * only when it starts; where the system cannot replace a process, all goes on as it was.
 */
export function restartTuned(): void {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" ");
  if (flags.includes("semi-space") || flags.includes("--inspect")) return;
  if (process.platform === "win32" || typeof process.execve !== "function") return;
  process.execve(
    process.execPath,
    [process.execPath, ...YOUNG, ...process.execArgv, ...process.argv.slice(1)],
    process.env,
  );
}
