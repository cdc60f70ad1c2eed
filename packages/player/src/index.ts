import { CutstreamPlayer } from "./element.ts";

export type { CmcdMode } from "./cmcd.ts";
export { CutstreamPlayer } from "./element.ts";
export { FAILURE_CODES, type Failure, type FailureCode } from "./failure.ts";

if (!customElements.get("cutstream-player")) customElements.define("cutstream-player", CutstreamPlayer);
