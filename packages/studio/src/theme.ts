import { signal } from "@preact/signals";

/** `auto`: as the system has it. */
export type Theme = "auto" | "light" | "dark";

const STORE = "cutstream-theme";
const ORDER: readonly Theme[] = ["auto", "light", "dark"];

const chosen = signal<Theme>(stored());

/** The theme that is shown. */
export const theme: { readonly value: Theme } = chosen;

/** Goes on to the next theme. */
export function nextTheme(): void {
  chosen.value = ORDER[(ORDER.indexOf(chosen.value) + 1) % ORDER.length] ?? "auto";
  localStorage.setItem(STORE, chosen.value);
  applyTheme();
}

/** Shows the page in the theme that is chosen. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = chosen.value;
}

function stored(): Theme {
  const kept = localStorage.getItem(STORE);
  return ORDER.find((known) => known === kept) ?? "auto";
}
