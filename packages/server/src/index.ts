export { closeOnSignals } from "./close-on-signals.ts";
export { type ListenOptions, listen, type RunningServer } from "./listen.ts";
export { joinGroup, type Member, type Peers } from "./processes/member.ts";
export { createServer, type ServerOptions } from "./server.ts";
export { type StartOptions, startServer } from "./start.ts";
export { startTracing, type Tracing } from "./tracing/start-tracing.ts";
export { openUploads, type UploadOptions, UploadStore } from "./uploads/upload-store.ts";
