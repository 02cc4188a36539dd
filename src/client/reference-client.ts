import type { Instant } from "../base/time.ts";

/** A file server as a client sees it: the bytes at a URL, or undefined for "not found". Anything else that goes wrong rejects. */
export type Fetch = (url: string) => Promise<ReadableStream<Uint8Array> | undefined>;

/** Metadata files by role name (`root`, `timestamp`, …). */
export type ClientCache = ReadonlyMap<string, Uint8Array>;

/** What a client keeps from one update to the next: the last file of each role that it verified. */
export interface ClientMemory {
  /** Where the files are, in words for a message. */
  readonly place: string;
  /** The file kept for a role; undefined when there is none, or none that could be a file of this role. */
  read(role: string): Promise<Uint8Array | undefined>;
  /** Keeps a file, or forgets it (null). Once this resolves, no crash undoes it; a crash before leaves the file that was there. */
  keep(role: string, bytes: Uint8Array | null): Promise<void>;
}

/** One update of a client. */
export interface UpdateRequest {
  readonly fetch: Fetch;
  /** URL of the metadata directory. */
  readonly metadata: string;
  readonly memory: ClientMemory;
  /** The root that trust starts from, as it is, and where it is from. Only looked at while `memory` has no root. */
  readonly root?: { readonly bytes: Uint8Array; readonly place: string };
  /** The clock that expiry is judged by. */
  readonly now: Instant;
}

/** A target as a client found it. */
export interface FoundTarget {
  readonly path: string;
  readonly length: number;
  /** Lower-case hex; empty when the metadata lists other hashes only. */
  readonly sha256: string;
  /** Lower-case hex by algorithm, as the metadata lists them. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** A client after an update, until the end of the run. */
export interface UpdatedClient {
  /** Versions of the top-level roles that it trusts now. */
  readonly versions: Readonly<Record<"root" | "timestamp" | "snapshot" | "targets", number>>;
  /** When its timestamp expires, as written there. */
  readonly expires: string;
  /** Loads and verifies a role as `delegator` delegates to it, which is loaded by then. Faults like {@link Oracle.update}. */
  load(role: string, delegator: string): Promise<void>;
  /** Looks a target up; undefined when no role that may list it does. Faults like {@link Oracle.update}. */
  find(path: string): Promise<FoundTarget | undefined>;
  /**
   * Writes the bytes of a target, verified, to a new file `part`, or nowhere when the plain file `existing` has them already.
   * `fetch` reads them below the URL `base`. Undefined, and nothing is fetched, for a target that it does not find. Faults like
   * {@link Oracle.update}; `TARGET_BYTES_MISSING` when the site has no such file, `WORKSPACE_UNWRITABLE` when `part` cannot be written.
   */
  download(
    path: string,
    from: { readonly fetch: Fetch; readonly base: string },
    to: { readonly part: string; readonly existing?: string },
  ): Promise<(FoundTarget & { readonly fetched: boolean }) | undefined>;
}

/**
 * A TUF client that somebody else wrote: the judge of what Kaprien publishes (T71), and the way people download. Adapters: tuf-js.
 */
export interface Oracle {
  /**
   * Updates a client. Each file is kept in `memory` once it is verified and before the next one is asked for, whatever fails later
   * (T81; specification §5.3.8, 5.4.5, 5.5.7, 5.6.6). Timestamp and snapshot are forgotten when their keys change (§5.3.11).
   * A kept timestamp, snapshot or targets file that does not verify is fetched again.
   *
   * Faults `CLIENT_REFUSED` with the client's own words when it does not trust what it got, `CLIENT_OFFLINE` when the site cannot
   * be reached, `CLIENT_ROOT_UNUSABLE` when it cannot start from the root; and whatever `memory` or `fetch` fault with.
   */
  update(request: UpdateRequest): Promise<UpdatedClient>;
}
