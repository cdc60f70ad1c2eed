/** Elements of media-chrome that are styled already. */
const done = new Set<object>();

/**
 * Lets the style sheets inside of media-chrome's elements pass a content security policy with nonces: gives each the
 * page's nonce, from the next element on that is made. Nothing of ours needs it.
 * @param tags of the elements.
 */
export function applyNonce(nonce: string, tags: Iterable<string>): void {
  if (!/^[\w+/=-]+$/.test(nonce)) return;
  for (const tag of tags) {
    let made: object | null = customElements.get(tag) ?? null;
    for (; made && made !== HTMLElement; made = Object.getPrototypeOf(made)) withNonce(made, nonce);
  }
}

function withNonce(made: { getTemplateHTML?: (...args: unknown[]) => string }, nonce: string): void {
  if (done.has(made) || !Object.hasOwn(made, "getTemplateHTML")) return;
  done.add(made);
  const { getTemplateHTML } = made;
  made.getTemplateHTML = function (this: unknown, ...args) {
    return (getTemplateHTML?.apply(this, args) ?? "").replaceAll(
      /<style\b(?! nonce=)/g,
      `<style nonce="${nonce}"`,
    );
  };
}
