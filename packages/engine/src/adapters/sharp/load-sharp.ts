import { CutstreamError } from "../../errors.ts";

export type SharpModule = typeof import("sharp")["default"];

let loaded: Promise<SharpModule> | undefined;

/** Loads sharp (libvips), an optional package. @throws CutstreamError `image_reader_missing` where it is not there. */
export function loadSharp(): Promise<SharpModule> {
  loaded ??= import("sharp").then(
    (module) => module.default,
    (cause: unknown) => {
      throw new CutstreamError("image_reader_missing", "The package sharp is not installed.", { cause });
    },
  );
  return loaded;
}
