/** @jsxImportSource preact */
import { formatRoute, type PageName } from "./routes.ts";
import { nextTheme, theme } from "./theme.ts";
import { Icon } from "./ui/icon.tsx";

const PLACES = [
  { page: "library", name: "Library", icon: "library" },
  { page: "search", name: "Search", icon: "search" },
  { page: "timeline", name: "Timeline", icon: "timeline" },
  { page: "reels", name: "Reels", icon: "reels" },
] as const;

const THEMES = { auto: "as your system", light: "light", dark: "dark" } as const;

/** Where one is, and where one can go. A video belongs to the library. */
export function Header({ current }: { readonly current: PageName }) {
  const place = current === "video" ? "library" : current;
  return (
    <header class="header">
      <a class="brand" href={formatRoute({ page: "library" })}>
        <Icon name="brand" /> Cutstream <span>Studio</span>
      </a>
      <nav aria-label="Studio">
        {PLACES.map(({ page, name, icon }) => (
          <a key={page} href={formatRoute({ page })} aria-current={page === place ? "page" : undefined}>
            <Icon name={icon} /> {name}
          </a>
        ))}
      </nav>
      <button
        type="button"
        class="theme"
        onClick={nextTheme}
        title={`Theme: ${THEMES[theme.value]}`}
        aria-label={`Theme: ${THEMES[theme.value]}. Change it`}
      >
        <Icon name={theme.value} />
      </button>
    </header>
  );
}
