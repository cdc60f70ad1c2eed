import { FragmentStream, MediaFormatError } from "@cutstream/media";

/** Samples in a fragmented MP4; 0 where it is none. */
export function countSamples(fragments: Uint8Array): number {
  const stream = new FragmentStream();
  try {
    const events = stream.push(fragments);
    stream.end();
    return events
      .flatMap((event) => (event.type === "fragment" ? event.tracks : []))
      .reduce((sum, track) => sum + track.samples.length, 0);
  } catch (error) {
    if (error instanceof MediaFormatError) return 0;
    throw error;
  }
}
