import { CutstreamError } from "@cutstream/engine";

/** What a timeline asks for and cannot have. @param path where it stands: `tracks[0].clips[1]`. */
export function refuse(path: string, what: string): CutstreamError {
  return new CutstreamError("not_supported", `${path}: ${what}.`, { path });
}

/** What a timeline has wrong. */
export function wrong(path: string, what: string): CutstreamError {
  return new CutstreamError("invalid_request", `${path}: ${what}.`, { path });
}
