/** @jsxImportSource preact */
import type { Signal } from "@preact/signals";
import type { Video } from "cutstream";
import { useId, useMemo } from "preact/hooks";
import { count, formatEdge } from "../format.ts";
import { pictureAt } from "../thumbnails.ts";
import { type Axis, pixelOf } from "./axis.ts";
import { itemAt, itemsBetween, type Lane, type LaneItem } from "./lanes.ts";
import { areaOf, type Loudness } from "./loudness.ts";

export interface LaneRowProps {
  readonly lane: Lane;
  readonly axis: Axis;
  /** Seconds that are drawn. */
  readonly from: number;
  readonly to: number;
  readonly video: Video;
  /** Drawn behind the moments. */
  readonly loudness: Loudness | undefined;
  readonly time: Signal<number>;
  readonly selected: string | undefined;
  readonly onSelect: (item: LaneItem) => void;
}

/** Pixels from which a shot shows its picture, and a moment its text. */
const WIDE_ENOUGH = 44;

/** One index along the axis. Arrow keys go from moment to moment; a click chooses one. */
export function LaneRow(props: LaneRowProps) {
  const { lane, axis, from, to, loudness, time, selected, onSelect } = props;
  const id = useId();
  const chosen = lane.items.findIndex(({ moment }) => moment.id === selected);
  const press = (event: KeyboardEvent) => {
    const here = chosen >= 0 ? chosen : itemAt(lane, time.value);
    const next = {
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      Home: 0,
      End: lane.items.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const item = lane.items[Math.max(0, Math.min(lane.items.length - 1, next))];
    if (item) onSelect(item);
  };
  const click = ({ target }: MouseEvent) => {
    const number = (target as Element).closest<HTMLElement>("[data-item]")?.dataset.item;
    const item = lane.items.find(({ moment }) => moment.id === number);
    if (item) onSelect(item);
  };
  return (
    <div
      class={`lane ${lane.kind}`}
      style={{ "--rows": String(lane.rows) }}
      role="listbox"
      aria-orientation="horizontal"
      aria-label={`${lane.title}, ${count(lane.items.length, "moment")}`}
      aria-activedescendant={chosen >= 0 ? `${id}-${selected}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      onClick={click}
    >
      {loudness && <Curve loudness={loudness} duration={axis.duration} />}
      {shownItems(lane, from, to, chosen).map((item) => (
        <LaneOption
          key={item.moment.id}
          id={`${id}-${item.moment.id}`}
          {...{ item, axis }}
          picture={lane.kind === "shots" ? props.video : undefined}
          selected={item.moment.id === selected}
        />
      ))}
    </div>
  );
}

/** What is seen, and the moment that is chosen wherever it is, since the lane names it. */
function shownItems(lane: Lane, from: number, to: number, chosen: number): readonly LaneItem[] {
  const seen = itemsBetween(lane, from, to);
  const item = lane.items[chosen];
  return !item || seen.includes(item) ? seen : [...seen, item];
}

interface LaneOptionProps {
  readonly id: string;
  readonly item: LaneItem;
  readonly axis: Axis;
  /** The video whose picture is shown in it. */
  readonly picture: Video | undefined;
  readonly selected: boolean;
}

function LaneOption({ id, item, axis, picture, selected }: LaneOptionProps) {
  const { moment, row, title, strong } = item;
  const { start, end } = moment;
  const width = Math.max(2, pixelOf(axis, end - start) - 1);
  const image = picture && width >= WIDE_ENOUGH ? pictureAt(picture, (start + end) / 2, 160) : null;
  return (
    <div
      id={id}
      class={strong ? "item strong" : "item"}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-label={`${title}, ${formatEdge(start)} to ${formatEdge(end)}`}
      title={title}
      data-item={moment.id}
      style={{ left: `${pixelOf(axis, start)}px`, width: `${width}px`, "--row": String(row) }}
    >
      {image && <img src={image} alt="" loading="lazy" decoding="async" />}
      {width >= WIDE_ENOUGH && <span>{title}</span>}
    </div>
  );
}

/** How loud it is, as an area behind what is heard. */
function Curve({ loudness, duration }: { readonly loudness: Loudness; readonly duration: number }) {
  const path = useMemo(() => areaOf(loudness), [loudness]);
  return (
    <svg class="loudness" viewBox={`0 0 ${duration} 1`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
