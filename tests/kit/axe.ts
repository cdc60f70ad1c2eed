import axe from "axe-core";
import type { Page } from "puppeteer-core";

/** Not ours: media-chrome calls the button that shows "1x" "Playback rate 1". */
const FOREIGN: [string, string] = ["cutstream-player", "media-playback-rate-menu-button"];

/** What keeps people out of a page, by WCAG 2.2 A and AA and by good practice: a line for each element. */
export async function accessViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (foreign) => {
    const { run } = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations } = await run({ exclude: { fromShadowDom: foreign } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  }, FOREIGN);
}
