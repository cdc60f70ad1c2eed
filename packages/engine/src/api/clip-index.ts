/** A span of frames of a mega asset, the last of which is not in it. */
export interface FrameRange {
  readonly first: number;
  readonly end: number;
}

/**
 * What one version of a mega asset holds, in memory: which frames show which title, as which clip type. Nothing of it
 * ever changes; another list of timecodes is another version.
 */
export interface ClipIndex {
  /** Id of the mega asset. */
  readonly mega: string;
  /** 1 and up. */
  readonly version: number;
  /** Id of the video that the clips are cut out of. */
  readonly video: string;
  /** Frames per second, as a fraction: `30000/1001`. */
  readonly frameRate: string;
  /** In the order of the list. */
  readonly titles: readonly string[];
  /** Nominal length of each clip type in frames, by its name. */
  readonly clipTypes: ReadonlyMap<string, number>;
  /** @returns undefined where the title has no such clip. */
  clip(title: string, clipType: string): FrameRange | undefined;
}
