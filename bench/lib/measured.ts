/** What the cost sheet computes with; bench/README.md says how and when each was measured. */
export const MEASURED = {
  /** `load --full`: segments of picture and sound that a viewer asks for in a minute. */
  segmentsAMinute: 63.4,
  /** `load --full`: viewers whom one core of an origin serves everything, with no cache in front. */
  viewersACore: 2_563,
  /** `reels`: milliseconds of CPU for a viewer's reel, the redirect to it, and a playlist, of 100,000 who come together. */
  reelCpu: 6.7,
} as const;
