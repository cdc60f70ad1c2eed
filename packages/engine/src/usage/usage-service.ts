import type { UsageAmounts, UsageRequest, UsageRow, UsageService, UsageView } from "../api/usage.ts";
import { CutstreamError } from "../errors.ts";
import type { MeterName, UsageBy, UsageStore } from "../seams/usage-store.ts";
import type { Meter } from "./meter.ts";

/** Days that one answer may be about. */
const LONGEST = 400;
const DAY = 24 * 3600 * 1000;

type Sums = Partial<Record<MeterName, number>>;

/** Shows what a meter wrote down. */
export function createUsageService(
  store: Pick<UsageStore, "totals">,
  meter: Pick<Meter, "note">,
  now: () => number,
): UsageService {
  return {
    sent(bytes, address) {
      meter.note(
        { bytes },
        { key: null, user: address?.user ?? null, ...(address && { stream: address.stream }) },
      );
    },

    async show(request): Promise<UsageView> {
      const { from, to, by } = readRange(request, now());
      const sums = new Map<string, Sums>();
      const total: Sums = {};
      for (const { of, meter, amount } of await store.totals({ from, to, by })) {
        const one = sums.get(of) ?? {};
        one[meter] = amount;
        sums.set(of, one);
        total[meter] = (total[meter] ?? 0) + amount;
      }
      const rows = [...sums].map(([of, one]): UsageRow => ({ of, ...view(one, by) }));
      return { from, to, by, rows, total: view(total, "day") };
    },
  };
}

function view(sums: Sums, by: UsageBy): UsageAmounts {
  const {
    retrievals = 0,
    streams = 0,
    reels = 0,
    segments = 0,
    uniqueSegments = 0,
    encoderMs = 0,
    bytes = 0,
  } = sums;
  return {
    ...{ retrievals, streams, reels, segments },
    uniqueSegments: by === "day" ? uniqueSegments : null,
    encoderSeconds: encoderMs / 1000,
    bytes,
  };
}

function readRange({ from, to, by = "day" }: UsageRequest, now: number) {
  const today = new Date(now).toISOString().slice(0, 10);
  const last = readDay("to", to ?? today);
  const first = readDay("from", from ?? `${last.slice(0, 7)}-01`);
  const days = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  if (days >= 1 && days <= LONGEST) return { from: first, to: last, by };
  const message = `From ${first} to ${last} are ${days} days; 1 to ${LONGEST} are answered at a time.`;
  throw new CutstreamError("invalid_request", message, { path: "from" });
}

function readDay(path: string, text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new CutstreamError("invalid_request", `${path} is "${text}", which is no day such as 2026-11-22.`, {
    path,
  });
}
