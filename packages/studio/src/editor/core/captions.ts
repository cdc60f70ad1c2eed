import { type Arrangement, type EditedCaptions, type Keyless, withKeys } from "./arrangement.ts";

/** Adds captions in one language more. */
export function addCaptions(arrangement: Arrangement, captions: Keyless<EditedCaptions>): Arrangement {
  const { keyed, serial } = withKeys(arrangement, [captions]);
  return { ...arrangement, captions: [...arrangement.captions, ...keyed], serial };
}

/** Changes some of their facts. One language at most is shown from the start: the last one that was asked for. */
export function changeCaptions(
  arrangement: Arrangement,
  key: string,
  facts: Partial<Keyless<EditedCaptions>>,
): Arrangement {
  const captions = arrangement.captions.map((one) => {
    if (one.key === key) return { ...one, ...facts };
    return facts.shown ? { ...one, shown: false } : one;
  });
  return { ...arrangement, captions };
}

/** Takes captions away. */
export const removeCaptions = (arrangement: Arrangement, key: string): Arrangement => ({
  ...arrangement,
  captions: arrangement.captions.filter((one) => one.key !== key),
});
