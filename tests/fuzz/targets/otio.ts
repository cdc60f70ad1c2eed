import { decodeText, parseOtio } from "@cutstream/media";
import { jsonMutator } from "../mutate-json.ts";
import { type Target, textSeeds } from "../target.ts";
import { checkList, listSeed } from "../timecode-lists.ts";

const time = (value: number) => ({ OTIO_SCHEMA: "RationalTime.1", value, rate: 25 });
const range = (start: number, length: number) => ({
  ...{ OTIO_SCHEMA: "TimeRange.1", start_time: time(start), duration: time(length) },
});
const clip = (name: string, start: number) => ({
  ...{ OTIO_SCHEMA: "Clip.1", name, source_range: range(start, 50), metadata: {}, effects: [] },
  markers: [{ OTIO_SCHEMA: "Marker.2", name: "goal", marked_range: range(start, 10), color: "RED" }],
  media_reference: {
    OTIO_SCHEMA: "ExternalReference.1",
    target_url: "a.mov",
    available_range: range(0, 900),
  },
});

/** OpenTimelineIO files: trees that nest. */
export const otio: Target = {
  name: "otio",
  seeds: () => {
    const gap = { OTIO_SCHEMA: "Gap.1", source_range: range(0, 25) };
    const track = { OTIO_SCHEMA: "Track.1", kind: "Video", children: [clip("a", 0), gap, clip("b", 100)] };
    const stack = { OTIO_SCHEMA: "Stack.1", children: [track] };
    const timeline = { OTIO_SCHEMA: "Timeline.1", name: "t", global_start_time: time(90_000), tracks: stack };
    return [...textSeeds(JSON.stringify(track), JSON.stringify(timeline)), listSeed("otio")];
  },
  mutate: jsonMutator([
    "Clip.2",
    "Gap.1",
    "Stack.1",
    "Transition.1",
    "Marker.2",
    "LinearTimeWarp.1",
    "Audio",
  ]),
  check(input) {
    parseOtio(decodeText(input));
    checkList(input, "otio");
  },
};
