import { TargetFile, Updater, type UpdaterOptions } from "tuf-js";
import type { TrustedMetadataStore } from "tuf-js/dist/store.js";
import { Fault, locating } from "../../base/fault.ts";
import { sameSigners } from "../../tuf/authority.ts";
import type { RoleKeys } from "../../tuf/common.ts";
import { clientFaults } from "../faults.ts";
import type { ClientMemory, FoundTarget, Oracle, UpdatedClient, UpdateRequest } from "../reference-client.ts";
import { requireSoundKeys } from "./foreign-keys.ts";
import { Transport } from "./transport.ts";

/** tuf-js as the judge: its own verification; our transport, clock and files. */
export const tufJs: Oracle = { update };

const client = "tuf-js";

async function update({ fetch, metadata, memory, root, now }: UpdateRequest): Promise<UpdatedClient> {
  const files = filesOf(memory);
  for (const role of ["root", "timestamp", "snapshot"]) await files.load(role);
  const first = files.held.has("root") ? undefined : root;
  if (first !== undefined) files.held.set("root", Buffer.from(first.bytes));
  const transport = new Transport(fetch, files.settled);
  const updater = begin(metadata, transport, files, first?.place ?? memory.place);
  if (first !== undefined) files.keep("root", first.bytes);
  // tuf-js read the system's clock once; the caller's clock takes its place before anything is judged by it.
  updater.trustedSet.referenceTime = new Date(now * 1000);

  const judged = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      const result = await action();
      await files.settled();
      return result;
    } catch (cause) {
      await files.settled();
      throw faultOf(cause, transport, metadata);
    }
  };
  await judged(() => updater.refresh());
  const { trustedSet } = updater;
  return {
    versions: {
      root: trustedSet.root.signed.version,
      timestamp: trustedSet.timestamp?.signed.version ?? 0,
      snapshot: trustedSet.snapshot?.signed.version ?? 0,
      targets: trustedSet.targets?.signed.version ?? 0,
    },
    expires: trustedSet.timestamp?.signed.expires ?? "",
    load: (role, delegator) => judged(async () => void (await updater.loadTargets(role, delegator))),
    find: (path) => judged(async () => found(path, await updater.getTargetInfo(path))),
    download: (path, { fetch, base }, { part, existing }) =>
      judged(async () => {
        const info = await updater.getTargetInfo(path);
        const target = found(path, info);
        if (info === undefined || target === undefined) return undefined;
        if (existing !== undefined && (await updater.findCachedTarget(info, existing)) !== undefined)
          return { ...target, fetched: false };
        transport.destination = { fetch, part };
        // The transport has put the bytes where tuf-js then copies them, so that its copy has nothing left to do.
        await updater.downloadTarget(info, part, base);
        return { ...target, fetched: true };
      }),
  };
}

/** The files of a client while it runs: tuf-js reads and writes them without waiting, `memory` does not. */
interface Files {
  readonly held: Map<string, Buffer>;
  load(role: string): Promise<void>;
  keep(role: string, bytes: Uint8Array | null): void;
  /** Resolves when everything that was kept until now is in memory for good. */
  readonly settled: () => Promise<void>;
}

function filesOf(memory: ClientMemory): Files {
  const held = new Map<string, Buffer>();
  let writing = Promise.resolve();
  return {
    held,
    async load(role) {
      const bytes = held.has(role) ? undefined : await memory.read(role);
      if (bytes !== undefined) held.set(role, Buffer.from(bytes));
    },
    keep(role, bytes) {
      if (bytes === null) held.delete(role);
      else held.set(role, Buffer.from(bytes));
      writing = writing.then(() => memory.keep(role, bytes));
      // Told by the next who waits.
      writing.catch(() => undefined);
    },
    settled: () => writing,
  };
}

/** What of tuf-js is replaced or looked at here. Private there: the version is pinned, and the tests of the client hold it. */
interface Inside extends Pick<Updater, "refresh" | "getTargetInfo" | "downloadTarget" | "findCachedTarget"> {
  readonly trustedSet: Omit<TrustedMetadataStore, "referenceTime"> & { referenceTime: Date };
  loadLocalMetadata(role: string): Buffer;
  persistMetadata(role: string, bytes: Buffer): void;
  loadTargets(role: string, delegator: string): Promise<unknown>;
}

const Base = Updater as unknown as new (options: UpdaterOptions) => Inside;

/**
 * tuf-js over `files`. It counts whatever OpenSSL verifies, and anybody can sign for a weak key: what lists one ends it, before it is kept
 * (T87). Faults `CLIENT_ROOT_UNUSABLE`, `METADATA_KEY_WEAK`.
 */
function begin(metadata: string, fetcher: Transport, files: Files, place: string): Inside {
  class FilesUpdater extends Base {
    private signers = this.onlineSigners();

    override loadLocalMetadata(role: string): Buffer {
      const bytes = files.held.get(role);
      if (bytes === undefined) throw new Error(`${role} was not kept`);
      locating({ site: metadata }, () => requireSoundKeys(role, bytes));
      return bytes;
    }

    override persistMetadata(role: string, bytes: Buffer): void {
      try {
        locating({ site: metadata }, () => requireSoundKeys(role, bytes));
      } catch (fault) {
        // tuf-js would tell of it in words of its own.
        fetcher.failure = fault;
        throw fault;
      }
      files.keep(role, bytes);
      if (role === "root") this.forgetWhatChangedHands();
    }

    override async loadTargets(role: string, delegator: string): Promise<unknown> {
      const trusted = this.trustedSet.getRole(role);
      if (trusted === undefined) await files.load(role);
      // tuf-js takes a role that it has loaded before as it is. Another delegator may trust other keys for it (§5.6.3).
      else if (delegator === "root") this.trustedSet.root.verifyDelegate(role, trusted);
      else requireRole(this.trustedSet.getRole(delegator)).verifyDelegate(role, trusted);
      return super.loadTargets(role, delegator);
    }

    /**
     * §5.3.11. After the root, not before: what is forgotten first could be replayed while the old root is trusted. When the two are
     * torn apart, the new root's keys did not sign what stayed.
     */
    private forgetWhatChangedHands(): void {
      const before = this.signers;
      this.signers = this.onlineSigners();
      if ([...this.signers].every(([role, signers]) => sameSigners(signers, before.get(role)))) return;
      for (const role of this.signers.keys()) files.keep(role, null);
    }

    private onlineSigners(): Map<string, RoleKeys> {
      const { roles } = this.trustedSet.root.signed;
      return new Map(
        ["timestamp", "snapshot"].map((role) => {
          const { keyIDs = [], threshold = 0 } = roles[role] ?? {};
          return [role, { keyids: keyIDs, threshold }];
        }),
      );
    }
  }
  try {
    return new FilesUpdater({ metadataDir: "", metadataBaseUrl: metadata, fetcher });
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw clientFaults.CLIENT_ROOT_UNUSABLE({ client, reason: words(cause), place }, { cause });
  }
}

function requireRole<T>(role: T | undefined): T {
  if (role === undefined) throw new RangeError("a delegator is loaded before the roles below it");
  return role;
}

function faultOf(cause: unknown, { failure }: Transport, site: string): Fault {
  if (cause instanceof Fault) return cause;
  if (failure instanceof Fault) return failure;
  const made = failure === undefined ? clientFaults.CLIENT_REFUSED : clientFaults.CLIENT_OFFLINE;
  const reason = failure instanceof Error ? failure.message : words(cause);
  return made({ client, reason, site }, { cause });
}

function words(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return `${cause.name === "Error" ? cause.constructor.name : cause.name}: ${cause.message}`;
}

/** Undefined also for what is no target: tuf-js finds members that every object has, such as `constructor`. */
function found(path: string, info: TargetFile | undefined): FoundTarget | undefined {
  if (!(info instanceof TargetFile)) return undefined;
  return { path, length: info.length, sha256: info.hashes["sha256"] ?? "", hashes: info.hashes };
}
