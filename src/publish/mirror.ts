/** How a published file may be cached: versioned files for ever, `timestamp.json` never (T70). */
export type Caching = "immutable" | "no-store";

/**
 * Where the published site goes. Paths are relative with forward slashes (`metadata/1.root.json`). Adapters: memory,
 * directory, a branch in the making. A write is atomic: a reader sees the old bytes or the new ones, never half. All may fault `MIRROR_UNREACHABLE`
 * or `MIRROR_FORBIDDEN`.
 */
export interface Mirror {
  /** The bytes at `path`, or undefined when nothing is there. Faults `MIRROR_FILE_TOO_LARGE` over `limit` bytes. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
  /**
   * Every file under `directory` with its size in bytes and the time it was written (seconds since 1970). The size is undefined
   * where only reading the file would tell and none is ever cut off.
   */
  list(directory: string): Promise<readonly { path: string; size: number | undefined; written: number }[]>;
  /** A stream that fails half way leaves what was there before. */
  write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, caching: Caching): Promise<void>;
  remove(path: string): Promise<void>;
}
