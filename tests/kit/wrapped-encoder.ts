import { execFileSync } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FFMPEG } from "./ffmpeg.ts";

/**
 * What the wrapped ffmpeg does when it is to encode a head; everything else it does as ever.
 * - `exit`: ends at once with code 1. `cut`: writes a part of the head, then is killed. `short`: the same, and says
 *   that all went well. `empty`: writes nothing, and says that all went well. `held`: waits until it is to do something else.
 */
export type EncoderMood = "well" | "exit" | "cut" | "short" | "empty" | "held";

/** An ffmpeg that fails when told to. */
export interface WrappedEncoder {
  readonly path: string;
  behave(mood: EncoderMood): Promise<void>;
}

const HEADS = "*sps-id=*";

/** Writes the wrapper, a shell script, into a folder. */
export async function wrapEncoder(folder: string): Promise<WrappedEncoder> {
  const path = join(folder, "ffmpeg-wrapper");
  const mood = join(folder, "ffmpeg-mood");
  const real = execFileSync("sh", ["-c", `command -v ${FFMPEG}`])
    .toString()
    .trim();
  const script = `#!/bin/sh
case "$*" in ${HEADS}) ;; *) exec ${real} "$@" ;; esac
# It may have been started long before its work comes: what counts is its mood then.
media=$(mktemp ${folder}/media.XXXXXX)
cat > "$media"
case "$(cat ${mood})" in
exit) echo "the encoder has a bad day" >&2; exit 1 ;;
cut) ${real} "$@" < "$media" | head -c 1500; kill -9 $$ ;;
short) ${real} "$@" < "$media" | head -c 1500 ;;
empty) ;;
held) while [ "$(cat ${mood})" = held ]; do sleep 0.05; done; exec ${real} "$@" < "$media" ;;
*) exec ${real} "$@" < "$media" ;;
esac
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  const behave = (next: EncoderMood) => writeFile(mood, next);
  await behave("well");
  return { path, behave };
}
