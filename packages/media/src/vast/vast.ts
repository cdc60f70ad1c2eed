import { FLICKS_PER_SECOND } from "../time.ts";
import { attributeOf, childOf, childrenOf, type Element, parseElements, textOf } from "../xml/elements.ts";

/** What an ad server answers (IAB VAST 2 to 4.x). */
export interface VastDocument {
  /** In the order in which they are to be played: those of a pod by their sequence, then stand-alone ones. */
  readonly ads: readonly VastAd[];
}

export type VastAd = VastInline | VastWrapper;

/** Addresses to be called by players, by event: `impression`, `start`, `firstQuartile`, `complete`, … */
export type VastTracking = readonly { readonly event: string; readonly url: string }[];

/** An ad that is there (VAST 4.3 §3.4). */
export interface VastInline {
  readonly kind: "inline";
  readonly id: string | null;
  readonly title: string | null;
  readonly system: string | null;
  readonly advertiser: string | null;
  readonly categories: readonly string[];
  /** `UniversalAdId` and `AdId` of its linear creative. */
  readonly adIds: readonly string[];
  /** Flicks; null where it is not given. */
  readonly duration: number | null;
  readonly mediaFiles: readonly VastMediaFile[];
  readonly tracking: VastTracking;
}

/** An ad that another server has (§3.19). */
export interface VastWrapper {
  readonly kind: "wrapper";
  readonly url: string;
  readonly tracking: VastTracking;
}

/** A file of a linear creative (§3.9.1). */
export interface VastMediaFile {
  readonly url: string;
  /** `progressive` or `streaming`. */
  readonly delivery: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

/** More ads in one answer are passed over. */
const MOST_ADS = 100;

/**
 * Reads VAST: ads with a linear creative, and wrappers. Non-linear and companion creatives, icons, verification and
 * extensions are passed over.
 * @throws MediaFormatError with the line, for what is no well-formed XML, has no `VAST` root, nests deeper than 50
 * levels or holds more than 20,000 elements.
 */
export function parseVast(text: string): VastDocument {
  const root = parseElements(text, "VAST");
  const ads = childrenOf(root, "Ad").slice(0, MOST_ADS);
  const place = (ad: Element) => Number(attributeOf(ad, "sequence") ?? Number.POSITIVE_INFINITY);
  // sort is stable: stand-alone ads stay as they came
  const ordered = [...ads].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  return { ads: ordered.map(readAd).filter((ad) => ad !== undefined) };
}

function readAd(ad: Element): VastAd | undefined {
  const wrapper = childOf(ad, "Wrapper");
  if (wrapper) {
    const url = textOf(childOf(wrapper, "VASTAdTagURI"));
    return url === null ? undefined : { kind: "wrapper", url, tracking: trackingOf(wrapper) };
  }
  const inline = childOf(ad, "InLine");
  const creative = inline && linearCreative(inline);
  const linear = creative && childOf(creative, "Linear");
  if (!inline || !linear) return undefined;
  const files = childOf(linear, "MediaFiles");
  const adIds = [
    ...childrenOf(creative, "UniversalAdId").map((element) => textOf(element)),
    attributeOf(creative, "adId") ?? attributeOf(creative, "AdID"),
  ];
  return {
    kind: "inline",
    id: attributeOf(ad, "id"),
    title: textOf(childOf(inline, "AdTitle")),
    system: textOf(childOf(inline, "AdSystem")),
    advertiser: textOf(childOf(inline, "Advertiser")),
    categories: present(childrenOf(inline, "Category").map((element) => textOf(element))),
    adIds: present(adIds),
    duration: readClock(textOf(childOf(linear, "Duration"))),
    mediaFiles: files ? childrenOf(files, "MediaFile").flatMap(readMediaFile) : [],
    tracking: trackingOf(inline),
  };
}

function creativesOf(parent: Element): readonly Element[] {
  const creatives = childOf(parent, "Creatives");
  return creatives ? childrenOf(creatives, "Creative") : [];
}

const linearCreative = (inline: Element): Element | undefined =>
  creativesOf(inline).find((creative) => childOf(creative, "Linear"));

function readMediaFile(file: Element): VastMediaFile[] {
  const url = textOf(file);
  if (url === null) return [];
  const number = (name: string) => Number(attributeOf(file, name)) || 0;
  return [
    {
      url,
      delivery: attributeOf(file, "delivery") ?? "progressive",
      type: attributeOf(file, "type") ?? "",
      width: number("width"),
      height: number("height"),
    },
  ];
}

/** Impressions, errors and the events of linear creatives (§3.4.5, §3.14). */
function trackingOf(parent: Element): VastTracking {
  const own = [
    ...childrenOf(parent, "Impression").map((element) => ["impression", element] as const),
    ...childrenOf(parent, "Error").map((element) => ["error", element] as const),
  ];
  const events = creativesOf(parent).flatMap((creative) => {
    const linear = childOf(creative, "Linear");
    const tracking = linear && childOf(linear, "TrackingEvents");
    const clicks = linear && childOf(linear, "VideoClicks");
    return [
      ...(tracking ? childrenOf(tracking, "Tracking") : []).map(
        (element) => [attributeOf(element, "event") ?? "", element] as const,
      ),
      ...(clicks ? childrenOf(clicks, "ClickThrough") : []).map(
        (element) => ["clickThrough", element] as const,
      ),
      ...(clicks ? childrenOf(clicks, "ClickTracking") : []).map(
        (element) => ["clickTracking", element] as const,
      ),
    ];
  });
  return [...own, ...events].flatMap(([event, element]) => {
    const url = textOf(element);
    return url !== null && /^[A-Za-z]+$/.test(event) ? [{ event, url }] : [];
  });
}

/** `HH:MM:SS` or `HH:MM:SS.mmm` in flicks. */
function readClock(text: string | null): number | null {
  const [, hours, minutes, seconds, milliseconds = "0"] =
    /^(\d{1,3}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/.exec(text ?? "") ?? [];
  if (hours === undefined) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * FLICKS_PER_SECOND + (Number(milliseconds.padEnd(3, "0")) * FLICKS_PER_SECOND) / 1000;
}

const present = (texts: readonly (string | null)[]): string[] => [
  ...new Set(texts.filter((text): text is string => text !== null && text !== "unknown")),
];
