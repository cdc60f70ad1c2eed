/** @jsxImportSource preact */
import { messageOf } from "../../notices.ts";
import type { ErrorPlace } from "../core/error-place.ts";
import { fault } from "../preview/preview.ts";

/** What is wrong with a field, as the server said it; undefined where nothing is. */
export function wrongWith(panel: ErrorPlace["panel"], key: string | null, field: string): string | undefined {
  const found = fault.value;
  const place = found?.place;
  if (!place || place.panel !== panel || place.key !== key || place.field !== field) return undefined;
  return wordsOf(found.error);
}

/** What is wrong with a thing as a whole, or with a field of it that is not among those that are shown. */
export function FaultNote(props: {
  readonly panel: ErrorPlace["panel"];
  readonly of: string | null;
  /** Fields that show their own faults. */
  readonly shown?: readonly string[];
}) {
  const found = fault.value;
  const place = found?.place;
  if (!place || place.panel !== props.panel || place.key !== props.of) return null;
  if (place.field !== null && props.shown?.includes(place.field)) return null;
  return <p class="fault">{wordsOf(found.error)}</p>;
}

function wordsOf(error: unknown): string {
  const { remedy = "" } = error as { remedy?: string };
  return `${messageOf(error)} ${remedy}`.trim();
}
