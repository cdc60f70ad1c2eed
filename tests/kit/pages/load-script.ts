/** Loads a script of the page. */
export function loadScript(src: string): Promise<void> {
  const script = document.createElement("script");
  script.src = src;
  document.head.append(script);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`cannot load ${src}`));
  });
}
