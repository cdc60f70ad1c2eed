import type { Engine, IndexView } from "@cutstream/engine";

/** The index that what is said is in. */
export const SPEECH = "speech";

/** That of a video, once it is there. @throws CutstreamError `video_not_found` */
export async function speechIndex(
  { memory }: Pick<Engine, "memory">,
  video: string,
): Promise<IndexView | undefined> {
  const indexes = await memory.indexes.list(video);
  return indexes.find(({ name, status }) => name === SPEECH && status === "ready");
}
