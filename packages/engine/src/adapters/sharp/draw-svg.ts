import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CutstreamError } from "../../errors.ts";
import { confined } from "../programs/confined.ts";
import { programEnvironment } from "../programs/environment.ts";
import { LONGEST } from "./limits.ts";

const CHILD = fileURLToPath(new URL("./draw-svg.child.ts", import.meta.url));
/** Bytes that the PNG may have. */
const MOST_OUTPUT = 64 * 2 ** 20;

/**
 * Draws an SVG in a process of its own, by librsvg, which runs no scripts and, given bytes and no address, loads nothing
 * from outside, and confined as all programs are.
 * @returns a PNG.
 * @throws CutstreamError `invalid_image` where it is none, or is not drawn in time.
 */
export async function drawSvg(svg: Uint8Array): Promise<Uint8Array> {
  const node = { program: process.execPath, args: ["--disable-warning=ExperimentalWarning", CHILD] };
  const { program, args } = await confined(node, 2 * LONGEST);
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        ...{ encoding: "buffer", timeout: LONGEST * 1000, killSignal: "SIGKILL", maxBuffer: MOST_OUTPUT },
        env: programEnvironment(),
      },
      (cause, png, said) => {
        if (!cause) resolve(png);
        else reject(new CutstreamError("invalid_image", refusal(cause, said.toString()), { cause }));
      },
    );
    // A child that gave up early does not read what is left.
    child.stdin?.on("error", () => {});
    child.stdin?.end(svg);
  });
}

function refusal(cause: { killed?: boolean }, said: string): string {
  if (cause.killed) return `The image was not drawn within ${LONGEST} s.`;
  const reason = /^(?:\w*Error: )(.+)$/m.exec(said)?.[1] ?? "it cannot be drawn";
  return `The image cannot be read: ${reason}.`;
}
