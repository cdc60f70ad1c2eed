import { flicksToSeconds } from "@cutstream/media";
import type { TimeInput } from "../../api/timeline.ts";
import type { PictureView } from "../../api/videos.ts";
import { type LibraryVersion, mainTrack } from "../../library/library.ts";
import { chooseFrame } from "../../timeline/time-input.ts";
import { formatThumbnailPath } from "../address/thumbnail-path.ts";

/** Pixels across: the most that pictures come in. */
const WIDTH = 640;

/** Where the frame is to be had that is shown nearest to a time. @throws CutstreamError `invalid_time` */
export function viewPicture(publicUrl: string, version: LibraryVersion, time: TimeInput): PictureView {
  const { frameRate, frameCount } = version.manifest;
  const chosen = chooseFrame(time, frameRate, frameCount, "time").frame;
  const frame = Math.min(chosen, frameCount - 1);
  const path = formatThumbnailPath({ version: version.id, width: WIDTH, frame });
  return {
    frame,
    time: flicksToSeconds(frame * mainTrack(version).frameFlicks),
    path,
    url: `${publicUrl}/t/${path}`,
  };
}
