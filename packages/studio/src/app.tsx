/** @jsxImportSource preact */
import { useEffect } from "preact/hooks";
import { Header } from "./header.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { route } from "./navigation.ts";
import { Page } from "./page.tsx";
import { Notices } from "./ui/notices.tsx";

const TITLES = {
  library: "Library",
  video: "Video",
  search: "Search",
  timeline: "Timeline",
  reels: "Reels",
} as const;

/** The whole studio: what is always there, around the page that the address names. */
export function App() {
  const { page } = route.value;
  useEffect(() => {
    document.title = `${TITLES[page]} · Cutstream Studio`;
  }, [page]);
  return (
    <>
      <button type="button" class="skip" onClick={skipToContent}>
        Skip to content
      </button>
      <Header current={page} />
      <main id="content" tabIndex={-1}>
        <Page route={route.value} />
      </main>
      <Notices />
      <KeyDialog />
    </>
  );
}

function skipToContent(): void {
  document.querySelector<HTMLElement>("#content")?.focus();
}
