/** A tensor that goes in or comes out; sides by name. */
export interface MadeTensor {
  readonly name: string;
  readonly type: "float" | "int64";
  readonly shape: readonly string[];
}

const TYPES = { float: 1, int64: 7 } as const;

/** An ONNX model (onnx.proto, IR version 8, operator set 13) of some operations in order. */
export function onnxModel(made: {
  readonly nodes: readonly Buffer[];
  /** Weights by name: rows of numbers. */
  readonly tables?: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly inputs: readonly MadeTensor[];
  readonly outputs: readonly MadeTensor[];
}): Buffer {
  const graph = message(
    ...made.nodes.map((node) => bytes(1, node)),
    text(2, "made"),
    ...Object.entries(made.tables ?? {}).map(([name, rows]) => bytes(5, weights(name, rows))),
    ...made.inputs.map((tensor) => bytes(11, tensorInfo(tensor))),
    ...made.outputs.map((tensor) => bytes(12, tensorInfo(tensor))),
  );
  return message(number(1, 8), bytes(7, graph), bytes(8, message(text(1, ""), number(2, 13))));
}

/** Rows of a table by their numbers. */
export function gather(table: string, input: string, output: string): Buffer {
  return message(text(1, table), text(1, input), text(2, output), text(4, "Gather"));
}

/** The mean along some axes, which are gone after it. */
export function mean(input: string, output: string, axes: readonly number[]): Buffer {
  const [INT, INTS] = [2, 7];
  const along = message(text(1, "axes"), ...axes.map((axis) => number(8, axis)), number(20, INTS));
  const keep = message(text(1, "keepdims"), number(3, 0), number(20, INT));
  return message(text(1, input), text(2, output), text(4, "ReduceMean"), bytes(5, along), bytes(5, keep));
}

function weights(name: string, rows: readonly (readonly number[])[]): Buffer {
  const raw = Buffer.from(Float32Array.from(rows.flat()).buffer);
  const sides = [rows.length, rows[0]?.length ?? 0].map((side) => number(1, side));
  return message(...sides, number(2, TYPES.float), text(8, name), bytes(9, raw));
}

function tensorInfo({ name, type, shape }: MadeTensor): Buffer {
  const sides = message(...shape.map((side) => bytes(1, message(text(2, side)))));
  const tensor = message(number(1, TYPES[type]), bytes(2, sides));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

/** A message of protocol buffers. */
function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function varint(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; rest > 0 || groups.length === 0; rest = Math.floor(rest / 128)) {
    groups.push((rest % 128) | (rest >= 128 ? 128 : 0));
  }
  return Buffer.from(groups);
}
