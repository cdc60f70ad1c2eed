import type { TelemetryService } from "../../api/telemetry.ts";
import { CutstreamError } from "../../errors.ts";
import type { EventStore } from "../../seams/event-store.ts";
import type { Signer } from "../../stream/address/signature.ts";
import { createCmcdReader, parseCmcd } from "./cmcd.ts";
import type { ReelLayoutOf } from "./event.ts";
import { createReelMetrics } from "./reel-metrics.ts";
import { parseStreamAddress } from "./stream-proof.ts";
import { createEventIntake, type EventIntake } from "./telemetry.ts";

export interface TelemetryParts {
  readonly store: EventStore;
  readonly signer: Pick<Signer, "verify">;
  readonly layoutOf: ReelLayoutOf;
  /** Arms of an experiment, in their order. @throws `experiment_not_found` */
  readonly armsOf: (experiment: string) => Promise<readonly string[]>;
  readonly now: () => number;
  /** Events that may wait to be written. Default 20,000. */
  readonly capacity?: number;
}

/** Telemetry, and how it ends. */
export interface OpenedTelemetry {
  readonly service: TelemetryService;
  readonly metrics: EventIntake["metrics"];
  close(): Promise<void>;
}

/** Opens telemetry over a store of events, which it closes. */
export function openTelemetry(parts: TelemetryParts): OpenedTelemetry {
  const intake = createEventIntake(parts);
  const reader = createCmcdReader();
  const cmcd = { "cmcd.requests": 0, "cmcd.starved": 0, "cmcd.unreadable": 0 };
  return {
    service: {
      take: intake.take,

      async takeCmcd(address, report) {
        const lines = report.split("\n").filter((line) => line.trim() !== "");
        const reports = lines.map((line, index) => {
          const data = parseCmcd(line);
          if (data) return data;
          throw new CutstreamError("invalid_request", `Line ${index + 1} of the report is no CMCD.`);
        });
        // Nobody else's player is followed.
        const stream = parseStreamAddress(address);
        if (!stream || !parts.signer.verify(stream.user, stream.stream, stream.signature)) {
          throw new CutstreamError("stream_forged", "The signature does not fit this user and stream.");
        }
        const events = reports.flatMap((data) => reader.read(stream.stream, data));
        return intake.take(events.map((event) => ({ ...event, stream: address })));
      },

      countCmcd(text) {
        const data = parseCmcd(text);
        cmcd["cmcd.requests"]++;
        if (!data) cmcd["cmcd.unreadable"]++;
        else if (data.get("bs") === true) cmcd["cmcd.starved"]++;
      },

      metrics: createReelMetrics(parts.store, parts.armsOf),
    },
    metrics() {
      const { counters, gauges } = intake.metrics();
      return { counters: { ...counters, ...cmcd }, gauges };
    },
    async close() {
      await intake.close();
      await parts.store.close();
    },
  };
}
