/** How much wider each bucket is than the one before: a quantile read from them is off by half of it at most. */
const GROWTH = 1.1;

/** The bucket that a duration in milliseconds falls into: 0 for up to one, then ever wider ones. */
export function startupBucket(milliseconds: number): number {
  return milliseconds <= 1 ? 0 : Math.ceil(Math.log(milliseconds) / Math.log(GROWTH));
}

/** Milliseconds in the middle of a bucket. */
export function bucketMiddle(bucket: number): number {
  return bucket === 0 ? 1 : GROWTH ** (bucket - 0.5);
}
