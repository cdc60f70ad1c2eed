export type * from "./api.ts";
export { asCutstreamError, CutstreamError, ERRORS, type ErrorCode, type ErrorDetails } from "./errors.ts";
