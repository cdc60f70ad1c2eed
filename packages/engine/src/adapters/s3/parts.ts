/**
 * Gathers chunks into parts of `size` bytes, the last one as short as it comes; none where there are no bytes. Chunks
 * are copied before the next one is asked for: their owner writes over them then.
 */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      // Not `slice`, which copies nothing of a Buffer.
      const piece = new Uint8Array(chunk.subarray(at, at + size - length));
      gathered.push(piece);
      length += piece.length;
      at += piece.length;
      if (length < size) continue;
      yield joined(gathered);
      gathered = [];
      length = 0;
    }
  }
  if (length > 0) yield joined(gathered);
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array =>
  pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
