import { BitWriter } from "../bit-writer.ts";

// `id_syn_ele` (ISO/IEC 14496-3 table 4.85).
const SINGLE_CHANNEL = 0;
const CHANNEL_PAIR = 1;
const END = 7;

/**
 * Makes an AAC-LC frame of digital silence: a `raw_data_block` (ISO/IEC 14496-3 §4.4.2.1) with no scale factor band,
 * that goes with a config of this many channels at any sampling frequency.
 */
export function silentFrame(channels: 1 | 2): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter();
  if (channels === 1) {
    writer.bits(SINGLE_CHANNEL, 3).bits(0, 4);
    writeGlobalGain(writer);
    writeWindow(writer);
    writeEmptySpectrum(writer);
  } else {
    // common_window 1, ms_mask_present 0
    writer.bits(CHANNEL_PAIR, 3).bits(0, 4).bits(1, 1);
    writeWindow(writer);
    writer.bits(0, 2);
    for (let channel = 0; channel < 2; channel++) {
      writeGlobalGain(writer);
      writeEmptySpectrum(writer);
    }
  }
  return writer.bits(END, 3).finish();
}

/** `ics_info`: one long window of sine shape, `max_sfb` 0, no prediction. */
function writeWindow(writer: BitWriter): void {
  writer.bits(0, 1).bits(0, 2).bits(0, 1).bits(0, 6).bits(0, 1);
}

function writeGlobalGain(writer: BitWriter): void {
  writer.bits(0, 8);
}

/** No sections, no scale factors, then `pulse_data_present`, `tns_data_present` and `gain_control_data_present` 0. */
function writeEmptySpectrum(writer: BitWriter): void {
  writer.bits(0, 3);
}
