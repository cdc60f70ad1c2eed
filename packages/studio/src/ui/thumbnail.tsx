/** @jsxImportSource preact */
import { useState } from "preact/hooks";

export interface ThumbnailProps {
  /** Null while there is none. */
  readonly src: string | null;
  /** Empty where the text beside it says what it is. */
  readonly alt?: string;
  /** Of the picture; 16 by 9 where it is not said. */
  readonly aspect?: number;
}

/** A frame of a video, fetched when it comes into view; its room is kept from the first. */
export function Thumbnail({ src, alt = "", aspect = 16 / 9 }: ThumbnailProps) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span class="thumbnail" style={{ aspectRatio: aspect }}>
      {src !== null && src !== broken && (
        <img src={src} alt={alt} loading="lazy" decoding="async" onError={() => setBroken(src)} />
      )}
    </span>
  );
}
