import type { CommandName } from "./commands.ts";

/** Keys, as `KeyboardEvent.key` names them, by what they do. Several are told apart by spaces. */
export const KEYS: Readonly<Partial<Record<CommandName, string>>> = {
  undo: "Ctrl+z",
  redo: "Ctrl+Shift+Z Ctrl+y",
  back: "ArrowLeft",
  forth: "ArrowRight",
  backTen: "Shift+ArrowLeft",
  forthTen: "Shift+ArrowRight",
  previous: "ArrowUp",
  next: "ArrowDown",
  first: "Home",
  last: "End",
  trimInHere: "[ i",
  trimOutHere: "] o",
  inBack: "Shift+<",
  inForth: "Shift+>",
  outBack: ",",
  outForth: ".",
  split: "s",
  duplicate: "d",
  remove: "Delete Backspace",
  moveBack: "Alt+ArrowLeft",
  moveForth: "Alt+ArrowRight",
  raise: "Alt+ArrowUp",
  lower: "Alt+ArrowDown",
};

/** Commands by their keys. */
export const COMMAND_OF: ReadonlyMap<string, CommandName> = new Map(
  Object.entries(KEYS).flatMap(([name, keys]) =>
    keys.split(" ").map((key) => [key, name as CommandName] as const),
  ),
);

/** What was pressed, as {@link KEYS} write it. */
export function pressed({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): string {
  const modifiers = [ctrlKey || metaKey ? "Ctrl+" : "", altKey ? "Alt+" : "", shiftKey ? "Shift+" : ""];
  return modifiers.join("") + (key.length === 1 && !shiftKey ? key.toLowerCase() : key);
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** A command's keys as people read them: `Shift+←`, `[`. */
export function keysFor(name: CommandName): readonly string[] {
  return (KEYS[name] ?? "").split(" ").map((key) =>
    key
      .replace(/Arrow\w+/, (arrow) => SIGNS[arrow] ?? arrow)
      .replace(/^Shift\+([<>])$/, "$1")
      .replace(/(^|\+)([a-z])$/, (_, plus: string, letter: string) => plus + letter.toUpperCase()),
  );
}
