import { AudioTrack, writeAudioSpecificConfig } from "@cutstream/media";

/** Version under which silence is served; shared by every clip without sound. */
export const SILENCE_VERSION = "silence";

/**
 * An audio rendition without a single frame. Whatever is asked of a rendition before its first or past its last frame
 * is silence, so this one is nothing else.
 */
export const SILENCE = new AudioTrack({
  kind: "audio",
  rendition: "a0",
  sampleRate: 48_000,
  channels: 2,
  codec: "mp4a.40.2",
  config: writeAudioSpecificConfig({ objectType: 2, sampleRate: 48_000, channelConfig: 2 }),
  startSample: 0,
  sizes: new Uint32Array(0),
  chunkStarts: Uint32Array.of(0),
});
