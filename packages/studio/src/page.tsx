/** @jsxImportSource preact */
import { Lazy } from "./lazy.tsx";
import { LibraryPage } from "./library/library.tsx";
import { VideoPage } from "./memory/video-page.tsx";
import type { Route } from "./routes.ts";
import { SearchPage } from "./search/search-page.tsx";

const openEditor = () => import("./editor/index.ts").then(({ Editor }) => Editor);

const openReels = () => import("./reels/index.ts").then(({ ReelsPage }) => ReelsPage);

/** What a route shows. */
export function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case "library":
      return <LibraryPage collection={route.collection} />;
    case "video":
      return <VideoPage key={route.id} id={route.id} at={route.at} />;
    case "search":
      return <SearchPage route={route} />;
    case "timeline":
      return <Lazy load={openEditor} with={{}} />;
    case "reels":
      return <Lazy load={openReels} with={{ experiment: route.experiment }} />;
  }
}
