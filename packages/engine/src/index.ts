export type * from "./api.ts";
export { createEngine, type EngineParts } from "./engine.ts";
export { asCutstreamError, CutstreamError, ERRORS, type ErrorCode, type ErrorDetails } from "./errors.ts";
