const HEAD_END = "\r\n\r\n";

/** The head of an HTTP answer (RFC 9112). */
export interface HttpHead {
  readonly status: number;
  /** Bytes of the body; undefined where it has no `Content-Length`. */
  readonly length: number | undefined;
  /** The number that another field has. */
  number(name: string): number | undefined;
}

/** Reads heads of answers as they come, a piece at a time. */
export class HeadReader {
  #text = "";

  /** Begins with the next answer. */
  reset(): void {
    this.#text = "";
  }

  /** @returns the head, and what of the piece follows it; undefined until it has come whole. */
  read(piece: Buffer): { readonly head: HttpHead; readonly rest: Buffer } | undefined {
    this.#text += piece.toString("latin1");
    const end = this.#text.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const beyond = this.#text.length - end - HEAD_END.length;
    return { head: parseHead(this.#text.slice(0, end)), rest: piece.subarray(piece.length - beyond) };
  }
}

function parseHead(text: string): HttpHead {
  const number = (name: string): number | undefined => {
    const value = new RegExp(`\r\n${name}: *(\\d+)`, "i").exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  return { status: Number(text.slice(9, 12)), length: number("content-length"), number };
}
