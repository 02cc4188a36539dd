/** What errors a reader of bytes throws; `size` is how many had come. */
export interface GatherErrors {
  /** More than the limit came. */
  readonly tooMuch: (size: number) => Error;
  /** The source failed; default: its own error. */
  readonly broken?: (cause: unknown, size: number) => Error;
}

/**
 * All bytes of a source, at most `limit` of them. Counts them as they come, whatever length was announced, and leaves the
 * source, which ends it, before it keeps one too many (specification §5.3.3 and the like: "up to … bytes").
 */
export async function gather(
  source: AsyncIterable<Uint8Array>,
  limit: number,
  { tooMuch, broken }: GatherErrors,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let excess: Error | undefined;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > limit) excess = tooMuch(size);
      if (excess !== undefined) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    if (excess === undefined) throw broken === undefined ? cause : broken(cause, size);
  }
  if (excess !== undefined) throw excess;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
