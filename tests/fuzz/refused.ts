import { MediaFormatError } from "@cutstream/media";

/** What a writer makes; undefined where it says, as it may, that its format cannot hold that. */
export function orRefused<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof MediaFormatError) return undefined;
    throw error;
  }
}
