import type { UsageAmounts, UsageService } from "@cutstream/engine";

/** Usage that is always the same, and what it was told of. */
export interface FakeUsage extends UsageService {
  readonly told: { readonly bytes: number; readonly user: string | undefined }[];
}

const NOTHING: UsageAmounts = {
  ...{ retrievals: 0, streams: 0, reels: 0, segments: 0, uniqueSegments: null, encoderSeconds: 0, bytes: 0 },
};

export function createFakeUsage(): FakeUsage {
  const told: FakeUsage["told"] = [];
  return {
    told,
    sent: (bytes, address) => void told.push({ bytes, user: address?.user }),
    show: async ({ from = "2026-11-01", to = "2026-11-22", by = "day" }) => ({
      ...{ from, to, by },
      rows: [
        { of: "", ...NOTHING, bytes: 5 },
        { of: '=cmd|"x"', ...NOTHING, segments: 7 },
      ],
      total: { ...NOTHING, segments: 7, bytes: 5 },
    }),
  };
}
