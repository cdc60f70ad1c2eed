export * from "./samples/track-index.ts";
export * from "./time.ts";
