/** Bytes of a transport packet (ISO/IEC 13818-1 §2.4.3.2). */
export const PACKET_SIZE = 188;

/** Bytes of a transport packet after its 4-byte header. */
export const PACKET_BODY_SIZE = PACKET_SIZE - 4;

export const SYNC_BYTE = 0x47;

/** PIDs that the writer uses, as most muxers do. */
export const PID = { pat: 0, pmt: 0x1000, video: 0x100, audio: 0x101 } as const;

/** `stream_type` of the elementary streams in HLS segments (ISO/IEC 13818-1 table 2-34). */
export const STREAM_TYPE = { aacAdts: 0x0f, h264: 0x1b } as const;

/** `stream_id` of the first video and the first audio stream (ISO/IEC 13818-1 table 2-22). */
export const STREAM_ID = { video: 0xe0, audio: 0xc0 } as const;

/** Clock of PTS and DTS, in Hz (ISO/IEC 13818-1 §2.4.3.7). */
export const PTS_CLOCK = 90_000;

/** PTS, DTS and the PCR base count modulo this (ISO/IEC 13818-1 §2.4.3.7). */
export const TIMESTAMP_MODULUS = 2 ** 33;
