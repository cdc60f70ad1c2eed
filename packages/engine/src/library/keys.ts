/** Names of blobs. What a version holds is below `v/{version}/`, so that it can be deleted as one. */
export const keys = {
  sourceFolder: (sha256: string): string => `sources/${sha256}/`,
  source: (sha256: string): string => `sources/${sha256}/data`,
  /** Empty blobs, one for each version that needs the source's bytes. */
  sourceUses: (sha256: string): string => `sources/${sha256}/for/`,
  sourceUse: (sha256: string, version: string): string => `sources/${sha256}/for/${version}`,
  sidecars: (video: string): string => `sidecars/${video}/subtitles.json`,
  version: (version: string): string => `v/${version}/`,
  manifest: (version: string): string => `v/${version}/manifest.json`,
  rendition: (version: string, rendition: string): string => `v/${version}/${rendition}/`,
  index: (version: string, rendition: string): string => `v/${version}/${rendition}/index`,
  chunk: (version: string, rendition: string, chunk: number): string => `v/${version}/${rendition}/c${chunk}`,
  heads: (version: string): string => `h/${version}/`,
  head: (version: string, rendition: string, from: number, to: number): string =>
    `h/${version}/${rendition}/${from}-${to}`,
  thumbnails: (version: string): string => `t/${version}/`,
  thumbnail: (version: string, width: number, frame: number): string => `t/${version}/${width}/${frame}.jpg`,
};
