const HEADER_SIZE = 44;

/** Samples as little-endian 16-bit integers. */
export function toInt16(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, n) => {
    view.setInt16(n * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  });
  return bytes;
}

/** A WAV file (RIFF, PCM) of mono sound in 16 bits. */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const data = toInt16(samples);
  const bytes = new Uint8Array(HEADER_SIZE + data.length);
  const view = new DataView(bytes.buffer);
  const name = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  name(0, "RIFF");
  view.setUint32(4, HEADER_SIZE - 8 + data.length, true);
  name(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  // PCM, one channel
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  name(36, "data");
  view.setUint32(40, data.length, true);
  bytes.set(data, HEADER_SIZE);
  return bytes;
}
