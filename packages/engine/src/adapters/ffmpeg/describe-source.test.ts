import { describe, expect, it } from "vitest";
import { describeSource } from "./describe-source.ts";
import { parseFfprobe } from "./ffprobe-output.ts";

const describeJson = (value: object) => describeSource(parseFfprobe(JSON.stringify(value)));
const VIDEO = { codec_type: "video", codec_name: "h264", width: 1280, height: 720, avg_frame_rate: "25/1" };
const AUDIO = { codec_type: "audio", codec_name: "aac", sample_rate: "48000", channels: 2 };

describe("describeSource", () => {
  it("reads what ffprobe says, and takes nothing for known that it does not say", () => {
    const found = describeJson({
      format: { format_name: "matroska,webm" },
      streams: [{ ...VIDEO, index: 0, level: -99, sample_aspect_ratio: "0:1", r_frame_rate: "0/0" }],
    });
    expect(found).toEqual({
      format: "matroska,webm",
      duration: 0,
      video: {
        index: 0,
        codec: "h264",
        profile: "",
        pixelFormat: "",
        width: 1280,
        height: 720,
        level: 0,
        rotation: 0,
        sampleAspect: { num: 1, den: 1 },
        interlaced: false,
        nominalRate: null,
        averageRate: { num: 25, den: 1 },
        hdr: false,
        hiddenPackets: false,
        bitRate: null,
        duration: null,
      },
      audio: null,
      leftOut: [],
    });
  });

  it("takes the default track, else the largest, and names the others", () => {
    const small = { ...VIDEO, index: 0, width: 320, height: 180 };
    const large = { ...VIDEO, index: 1 };
    const sound = (index: number, main: number) => ({ ...AUDIO, index, disposition: { default: main } });
    const streams = [
      small,
      large,
      sound(2, 0),
      sound(3, 1),
      { index: 4, codec_type: "subtitle", codec_name: "ass" },
    ];
    const found = describeJson({ streams });
    expect([found.video?.index, found.audio?.index]).toEqual([1, 3]);
    expect(found.leftOut).toEqual([
      "1st video track (h264 320x180)",
      "1st audio track (aac, 2 channels)",
      "1st subtitle track (ass)",
    ]);
    const marked = [{ ...small, disposition: { default: 1 } }, large];
    expect(describeJson({ streams: marked }).video?.index).toBe(0);
  });

  it("takes no picture for video", () => {
    const cover = { ...VIDEO, codec_name: "mjpeg" };
    const streams = [
      { ...cover, index: 0, disposition: { attached_pic: 1, default: 1 } },
      { ...cover, index: 1, nb_frames: "1", disposition: { default: 1 } },
      { ...cover, index: 2, avg_frame_rate: "0/0" },
      { ...VIDEO, index: 3, width: 0, height: 0 },
      { ...VIDEO, index: 4, codec_name: undefined },
    ];
    expect(describeJson({ streams }).video).toBeNull();
    const motion = { ...cover, index: 5, nb_frames: "100" };
    expect(describeJson({ streams: [...streams, motion] }).video?.index).toBe(5);
  });

  it.each([
    [{ side_data_list: [{ rotation: -90 }] }, 90],
    [{ side_data_list: [{ side_data_type: "x" }, { rotation: 90 }] }, 270],
    [{ side_data_list: [{ rotation: 180 }] }, 180],
    [{ side_data_list: [{ rotation: -89.6 }] }, 90],
    [{ tags: { rotate: "90" } }, 90],
    [{ tags: { rotate: "nonsense" } }, 0],
  ])("reads the rotation of %j", (said, rotation) => {
    expect(describeJson({ streams: [{ ...VIDEO, index: 0, ...said }] }).video?.rotation).toBe(rotation);
  });

  it("sees hidden packets of the chosen track only", () => {
    const streams = [
      { ...VIDEO, index: 0 },
      { ...AUDIO, index: 1 },
    ];
    const packets = (index: number, flags: string) => [{ stream_index: index, flags }];
    expect(describeJson({ streams, packets: packets(1, "KD_") }).video?.hiddenPackets).toBe(false);
    expect(describeJson({ streams, packets: packets(0, "K__") }).video?.hiddenPackets).toBe(false);
    expect(describeJson({ streams, packets: packets(0, "_D") }).video?.hiddenPackets).toBe(true);
  });

  it("recognises HDR and interlacing", () => {
    const said = { color_transfer: "arib-std-b67", field_order: "tt" };
    const { video } = describeJson({ streams: [{ ...VIDEO, index: 0, ...said }] });
    expect(video).toMatchObject({ hdr: true, interlaced: true });
  });
});
