import type { TestContext } from "vitest";
import { type BrowserName, launch, type TestBrowser } from "./browsers.ts";
import { skipAloud } from "./skip.ts";

/**
 * Runs a test in a browser of its own, or skips it aloud where there is none: tests that play at the same time must
 * not share one, since browsers slow down a page that stands behind another.
 */
export async function inBrowser(
  name: BrowserName,
  context: TestContext,
  test: (browser: TestBrowser) => Promise<void>,
  options: Parameters<typeof launch>[1] = {},
): Promise<void> {
  const browser = await launch(name, options);
  if ("unavailable" in browser) return skipAloud(context, browser.unavailable);
  try {
    await test(browser);
  } finally {
    await browser.close();
  }
}
