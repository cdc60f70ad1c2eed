/** Sampling frequencies by `samplingFrequencyIndex` (ISO/IEC 14496-3 table 1.18). */
export const SAMPLE_RATES: readonly number[] = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** `samplingFrequencyIndex` after which the frequency itself follows. */
export const EXPLICIT_RATE = 15;

/** Channels by `channelConfiguration` (ISO/IEC 14496-3 table 1.19); 0: not one of the table. */
export const CHANNELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 0, 8];
