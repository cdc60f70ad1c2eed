import { CutstreamError, type Engine } from "@cutstream/engine";

/** No mega asset is ever there. */
export function createFakeMegaAssets(): Engine["megaAssets"] {
  const none = async (mega: string): Promise<never> => {
    throw new CutstreamError("mega_asset_not_found", `There is no mega asset ${mega}.`);
  };
  return {
    create: async ({ name }) => none(name),
    list: async () => ({ items: [], next: null }),
    get: none,
    delete: none,
    addVersion: none,
    version: none,
    timecodes: none,
    verify: none,
    report: none,
    promote: none,
    rollback: none,
    retire: none,
    clipIndex: none,
    pinnedClipIndex: none,
  };
}
