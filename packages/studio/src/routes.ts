/** What the studio shows. */
export type Route =
  | { readonly page: "library"; readonly collection?: string }
  | { readonly page: "video"; readonly id: string; readonly at?: number }
  | {
      readonly page: "search";
      readonly query?: string;
      readonly collection?: string;
      readonly video?: string;
    }
  | { readonly page: "timeline" }
  | { readonly page: "reels"; readonly experiment?: string };

export type PageName = Route["page"];

/**
 * Reads what follows the page's address: `#/videos/vid_1?at=12.5`, `#/search?q=goal`, `#/timeline`, `#/reels?experiment=e1`. Anything else is the
 * library.
 */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const given = new URLSearchParams(query);
  const [page, id] = path.split("/");
  if (page === "timeline") return { page };
  if (page === "reels") return { page, ...text("experiment", given.get("experiment")) };
  if (page === "search") {
    return {
      page,
      ...text("query", given.get("q")),
      ...text("collection", given.get("collection")),
      ...text("video", given.get("video")),
    };
  }
  const video = page === "videos" ? decoded(id ?? "") : "";
  if (video) return { page: "video", id: video, ...seconds(given.get("at")) };
  return { page: "library", ...text("collection", given.get("collection")) };
}

/** Writes a route as {@link parseRoute} reads it. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case "library":
      return `#/${queryOf({ collection: route.collection })}`;
    case "video":
      return `#/videos/${encodeURIComponent(route.id)}${queryOf({ at: route.at })}`;
    case "search":
      return `#/search${queryOf({ q: route.query, collection: route.collection, video: route.video })}`;
    case "timeline":
      return "#/timeline";
    case "reels":
      return `#/reels${queryOf({ experiment: route.experiment })}`;
  }
}

/** Nothing where it cannot be read. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

function text<Name extends string>(name: Name, value: string | null): { readonly [key in Name]?: string } {
  return value ? ({ [name]: value } as { readonly [key in Name]: string }) : {};
}

function seconds(value: string | null): { readonly at?: number } {
  const at = Number(value || Number.NaN);
  return at >= 0 && at < Number.POSITIVE_INFINITY ? { at } : {};
}

function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(set.map(([name, value]) => [name, String(value)]));
  return set.length === 0 ? "" : `?${query}`;
}
