import { BitReader } from "../bit-reader.ts";
import { BitWriter } from "../bit-writer.ts";
import { MediaFormatError } from "../format-error.ts";
import { parseProgramConfig } from "./program-config.ts";
import { CHANNELS, EXPLICIT_RATE, SAMPLE_RATES } from "./sample-rates.ts";

/** `audioObjectType` of AAC-LC and of its extensions (ISO/IEC 14496-3 table 1.17). */
export const AUDIO_OBJECT_TYPE = { aacLc: 2, sbr: 5, ps: 29 } as const;

/** An AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). */
export interface AudioSpecificConfig {
  /** Of the core that every decoder plays: 2 for AAC-LC, also under HE-AAC. */
  readonly objectType: number;
  /** Samples a second of the core. */
  readonly sampleRate: number;
  /** `channelConfiguration`; 0: told in a program config element. */
  readonly channelConfig: number;
  /** Channels of the core; 0 where they cannot be told. */
  readonly channels: number;
  /** Samples of a frame of the core: 1024, or 960. */
  readonly frameSamples: number;
  /** Spectral band replication is announced (HE-AAC). A stream may still have it unannounced. */
  readonly sbr: boolean;
  /** Parametric stereo is announced (HE-AAC v2): one channel of the core becomes two. */
  readonly ps: boolean;
  /** Samples a second that come out with spectral band replication. */
  readonly extensionSampleRate?: number;
}

/** Object types that a GASpecificConfig follows (ISO/IEC 14496-3 §1.6.2.1). */
const GENERAL_AUDIO = new Set([1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23]);
/** Those of them that resist errors: they have more fields, and no extension may follow. */
const FIRST_RESILIENT = 17;
const SBR_SYNC = 0x2b7;
const PS_SYNC = 0x548;

/** Reads an AudioSpecificConfig. @throws MediaFormatError */
export function parseAudioSpecificConfig(config: Uint8Array): AudioSpecificConfig {
  const reader = new BitReader(config);
  let objectType = readObjectType(reader);
  const sampleRate = readSampleRate(reader);
  const channelConfig = reader.bits(4);
  let ps = objectType === AUDIO_OBJECT_TYPE.ps;
  let sbr = ps || objectType === AUDIO_OBJECT_TYPE.sbr;
  let extensionSampleRate: number | undefined;
  const announcedFirst = sbr;
  if (sbr) {
    extensionSampleRate = readSampleRate(reader);
    objectType = readObjectType(reader);
  }
  let channels = CHANNELS[channelConfig] ?? 0;
  let frameSamples = 1024;
  if (GENERAL_AUDIO.has(objectType)) {
    const general = parseGeneralAudio(reader, channelConfig);
    frameSamples = general.frameSamples;
    channels = general.channels ?? channels;
    if (!announcedFirst && objectType < FIRST_RESILIENT) {
      const extension = parseExtension(reader);
      ({ sbr, ps } = extension);
      extensionSampleRate = extension.sampleRate;
    }
  }
  if (sampleRate === 0) throw new MediaFormatError("Sampling frequency is 0", 0);
  return {
    objectType,
    sampleRate,
    channelConfig,
    channels,
    frameSamples,
    sbr,
    ps,
    ...(extensionSampleRate !== undefined && { extensionSampleRate }),
  };
}

/** Writes an AudioSpecificConfig without extensions. @throws RangeError where a field does not fit. */
export function writeAudioSpecificConfig(
  config: Pick<AudioSpecificConfig, "objectType" | "sampleRate" | "channelConfig">,
): Uint8Array<ArrayBuffer> {
  const { objectType, sampleRate, channelConfig } = config;
  if (!(objectType > 0 && objectType < 31)) throw new RangeError(`Audio object type ${objectType}`);
  if (!(channelConfig > 0 && channelConfig < 16))
    throw new RangeError(`Channel configuration ${channelConfig}`);
  if (!(sampleRate > 0 && sampleRate < 2 ** 24)) throw new RangeError(`Sampling frequency ${sampleRate}`);
  const writer = new BitWriter().bits(objectType, 5);
  const index = SAMPLE_RATES.indexOf(sampleRate);
  if (index >= 0) writer.bits(index, 4);
  else writer.bits(EXPLICIT_RATE, 4).bits(sampleRate, 24);
  return writer.bits(channelConfig, 4).bits(0, 3).finish();
}

/** Name of the codec, such as `mp4a.40.2` for AAC-LC (RFC 6381 §3.3). @throws MediaFormatError */
export function aacCodecName(config: Uint8Array): string {
  const { objectType, sbr, ps } = parseAudioSpecificConfig(config);
  return `mp4a.40.${ps ? AUDIO_OBJECT_TYPE.ps : sbr ? AUDIO_OBJECT_TYPE.sbr : objectType}`;
}

function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === 31 ? 32 + reader.bits(6) : type;
}

function readSampleRate(reader: BitReader): number {
  const index = reader.bits(4);
  const rate = index === EXPLICIT_RATE ? reader.bits(24) : SAMPLE_RATES[index];
  if (rate === undefined)
    throw new MediaFormatError(`samplingFrequencyIndex ${index} is reserved`, reader.position >> 3);
  return rate;
}

/** Reads a GASpecificConfig (ISO/IEC 14496-3 §4.4.1) as far as it is the same for all AAC without error resilience. */
function parseGeneralAudio(
  reader: BitReader,
  channelConfig: number,
): { readonly frameSamples: number; readonly channels?: number } {
  const frameSamples = reader.flag() ? 960 : 1024;
  if (reader.flag()) reader.skip(14);
  reader.skip(1);
  return channelConfig === 0 ? { frameSamples, channels: parseProgramConfig(reader) } : { frameSamples };
}

/** Looks for an extension announced behind the core's config, where old decoders do not look (§1.6.6.1). */
function parseExtension(reader: BitReader): {
  readonly sbr: boolean;
  readonly ps: boolean;
  readonly sampleRate: number | undefined;
} {
  const none = { sbr: false, ps: false, sampleRate: undefined };
  if (reader.left < 16 || reader.bits(11) !== SBR_SYNC) return none;
  if (readObjectType(reader) !== AUDIO_OBJECT_TYPE.sbr || !reader.flag()) return none;
  const sampleRate = readSampleRate(reader);
  const ps = reader.left >= 12 && reader.bits(11) === PS_SYNC && reader.flag();
  return { sbr: true, ps, sampleRate };
}
