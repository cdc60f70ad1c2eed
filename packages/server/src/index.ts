export { closeOnSignals, type ListenOptions, listen, type RunningServer } from "./listen.ts";
export { createServer, type ServerOptions } from "./server.ts";
export { type StartOptions, startServer } from "./start.ts";
export { startTracing, type Tracing } from "./tracing/start-tracing.ts";
export { openUploads, type UploadOptions, UploadStore } from "./uploads/upload-store.ts";
