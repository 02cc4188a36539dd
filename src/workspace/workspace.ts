/** A file found in a workspace. */
export interface FoundFile {
  /** Relative to the workspace, forward slashes; begins with `../` outside of it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The directory a person works in. Paths are relative with forward slashes, or absolute. Adapters: memory, directory.
 * Faults `WORKSPACE_UNREADABLE` and `WORKSPACE_UNWRITABLE` with the path.
 */
export interface Workspace {
  /** Files that match `patterns` (paths, directories, globs), sorted. A pattern that matches nothing faults `FILE_NOT_FOUND`. */
  find(patterns: readonly string[]): Promise<readonly FoundFile[]>;
  /** The bytes of a file in chunks, never as a whole. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** A small file, or undefined when it is not there. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
  /**
   * Writes and removes (null) files: all contents go beside their final names first and are renamed at the end, in the order given.
   * Nothing changes when one cannot be written; when a rename fails, those before it have happened.
   * Faults `FILE_NOT_PLAIN` when a directory on the way to one is a link, before anything is written.
   * With `existing: "refuse"` faults `FILE_EXISTS` when one is there, before anything is written.
   */
  write(files: ReadonlyMap<string, Uint8Array | null>, existing: "refuse" | "replace"): Promise<void>;
}

/** A file that is about to be written, whole or not at all. Faults `WORKSPACE_UNWRITABLE`. */
export interface OutputFile {
  /** Path of a new file for its bytes, on the same disk. Nothing is there yet. */
  readonly part: string;
  /** Path of the file itself, when there is one already that will do if it has the right bytes. */
  readonly existing?: string;
  /** Puts the bytes of `part` in the file's place. */
  keep(): Promise<void>;
  /** Removes `part`, when it is still there. */
  discard(): Promise<void>;
}
