import type { Http } from "./http.ts";
import type { EventReceipt, PlaybackEvent, ReelMetrics, ReelMetricsRequest } from "./telemetry-types.ts";
import type { Cancellable } from "./types.ts";

/** What viewers do with streams. */
export interface Telemetry {
  /**
   * Tells what a viewer does with a stream; needs no API key. Up to 1000 events at a time; sending them again is
   * harmless.
   * @param stream its address, as it was given to the viewer.
   * @example
   * ```ts
   * await cs.telemetry.send(stream.url, [{ id: crypto.randomUUID(), type: "click", position: 12.4 }]);
   * ```
   * @throws CutstreamError `stream_forged`, `events_busy`
   */
  send(stream: string, events: readonly PlaybackEvent[], options?: Cancellable): Promise<EventReceipt>;
  /** What reels come to, over some days. @throws CutstreamError `experiment_not_found` */
  metrics(request?: ReelMetricsRequest & Cancellable): Promise<ReelMetrics>;
}

/** Telemetry over HTTP. */
export function createTelemetry(http: Http): Telemetry {
  return {
    send: (stream, events, options) =>
      http.json("/v1/events", { ...options, method: "POST", json: { stream, events } }),
    metrics: ({ signal, ...query } = {}) =>
      http.json("/v1/reels/metrics", { query: { ...query }, ...(signal && { signal }) }),
  };
}
