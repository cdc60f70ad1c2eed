import { signal } from "@preact/signals";
import { formatRoute, parseRoute, type Route } from "./routes.ts";

const current = signal<Route>(parseRoute(location.hash));

addEventListener("hashchange", () => {
  current.value = parseRoute(location.hash);
});

/** What is shown now. */
export const route: { readonly value: Route } = current;

/** Shows something else, as a step that the browser can take back. */
export function go(to: Route): void {
  location.hash = formatRoute(to);
}

/** Writes what is shown into the address without a step: where the same page shows something else of itself. */
export function stay(to: Route): void {
  history.replaceState(null, "", formatRoute(to));
  current.value = to;
}
