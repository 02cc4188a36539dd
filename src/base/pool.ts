/** Runs `action` on every item, at most `size` at a time, and resolves to the results in order. The first failure stops it after its batch. */
export async function inBatches<T, R>(
  items: readonly T[],
  size: number,
  action: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += size) {
    const settled = await Promise.allSettled(items.slice(at, at + size).map(action));
    for (const result of settled) {
      if (result.status === "rejected") throw result.reason;
      results.push(result.value);
    }
  }
  return results;
}
