import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import PQueue from "p-queue";
import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { Raster } from "../../seams/painter.ts";
import { confined } from "../programs/confined.ts";
import { programEnvironment } from "../programs/environment.ts";
import { DECODES_AT_ONCE, LONGEST, MOST_PIXELS } from "./limits.ts";

const CHILD = fileURLToPath(new URL("./decode-image.child.ts", import.meta.url));
/** Bytes of the line before the pixels. */
const LONGEST_HEADER = 200;
/** Milliseconds that it may take on a machine that is busy, or that sets no limit to processor time. */
const PATIENCE = 6 * LONGEST * 1000;
/** Of the whole process: each child has memory and a processor of the one machine. */
const decodes = new PQueue({ concurrency: DECODES_AT_ONCE });

const side = z.int().min(1);
const size = z.strictObject({ width: side, height: side });
const header = z.union([
  size,
  z.strictObject({ tooLarge: size }),
  z.strictObject({ moves: z.literal(true) }),
]);

/**
 * Decodes an image that comes from anywhere, or draws it where it is an SVG: in a process of its own, confined as all
 * programs are, so that an image which crashes a decoder, or takes it over, has nothing of the server. librsvg runs no
 * scripts and, given bytes and no address, loads nothing from outside. What comes back is held against the limits here:
 * pixels, which nothing decodes. A few are decoded at a time, and the others wait.
 * @returns the image as it is shown, in sRGB.
 * @throws CutstreamError `invalid_image` where it is none, moves, or is not decoded in time; `image_too_large`
 */
export async function decodeImage(bytes: Uint8Array): Promise<Raster> {
  const output = await decodes.add(() => runChild(bytes));
  const end = output.subarray(0, LONGEST_HEADER).indexOf("\n");
  const told = header.safeParse(parseJson(output.toString("utf8", 0, Math.max(0, end))));
  if (!told.success) throw invalid("its decoder broke off");
  if ("moves" in told.data)
    throw new CutstreamError("invalid_image", "The image moves; it must stand still.");
  if ("tooLarge" in told.data) {
    const { width, height } = told.data.tooLarge;
    const message = `The image is ${width}x${height} pixels; ${MOST_PIXELS} pixels is the most.`;
    throw new CutstreamError("image_too_large", message);
  }
  const { width, height } = told.data;
  const data = output.subarray(end + 1);
  if (width * height > MOST_PIXELS || data.length !== width * height * 4)
    throw invalid("its decoder broke off");
  return { width, height, data };
}

async function runChild(bytes: Uint8Array): Promise<Buffer> {
  const node = { program: process.execPath, args: ["--disable-warning=ExperimentalWarning", CHILD] };
  const { program, args } = await confined(node, LONGEST);
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        ...{ encoding: "buffer", timeout: PATIENCE, killSignal: "SIGKILL" },
        maxBuffer: LONGEST_HEADER + 4 * MOST_PIXELS,
        env: programEnvironment(),
      },
      (cause, output, said) => {
        if (!cause) resolve(output);
        else reject(invalid(reasonOf(cause, said.toString()), cause));
      },
    );
    // A child that gave up early does not read what is left.
    child.stdin?.on("error", () => {});
    child.stdin?.end(bytes);
  });
}

function reasonOf(cause: { killed?: boolean; signal?: NodeJS.Signals | null }, said: string): string {
  if (cause.killed || cause.signal === "SIGXCPU") return `it was not decoded within ${LONGEST} s`;
  return /^(?:\w*Error: )(.+)$/m.exec(said)?.[1] ?? "its decoder broke off";
}

const invalid = (reason: string, cause?: unknown): CutstreamError =>
  new CutstreamError("invalid_image", `The image cannot be read: ${reason}.`, { cause });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
