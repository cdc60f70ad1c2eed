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
  /** Below the version's heads, to be deleted with them. */
  rendered: (version: string, rendition: string, transform: string, from: number, to: number): string =>
    `h/${version}/${rendition}/x${transform}/${from}-${to}`,
  renderedSets: (version: string, rendition: string, width: number, height: number): string =>
    `h/${version}/${rendition}/x${width}x${height}/avcC`,
  /** Empty: something of a rendition is rendered in a size. */
  renderedSize: (version: string, rendition: string, width: number, height: number): string =>
    `h/${version}/${rendition}/x${width}x${height}/asked`,
  /** Below the version's heads, to be deleted with them. */
  exportIndex: (version: string, hash: string): string => `h/${version}/exports/${hash}`,
  /** Empty blobs, one for each export that has the film. */
  exportUses: (version: string, hash: string): string => `h/${version}/exported/${hash}/`,
  exportUse: (version: string, hash: string, exported: string): string =>
    `h/${version}/exported/${hash}/${exported}`,
  transform: (name: string): string => `transforms/${name}.json`,
  transformImage: (sha256: string): string => `transforms/images/${sha256}`,
  asset: (sha256: string): string => `assets/${sha256}`,
  /** Decoded pixels of an asset; they go with it, since its key is the start of theirs. */
  assetPixels: (sha256: string): string => `assets/${sha256}.pixels`,
  /** Sound that was mixed of a version's. */
  mixes: (version: string): string => `x/${version}/`,
  mix: (version: string, name: string): string => `x/${version}/${name}`,
  /** What other servers were promised to be told. */
  callbacks: "callbacks/",
  callback: (id: string): string => `callbacks/${id}`,
  thumbnails: (version: string): string => `t/${version}/`,
  thumbnail: (version: string, width: number, frame: number): string => `t/${version}/${width}/${frame}.jpg`,
};
