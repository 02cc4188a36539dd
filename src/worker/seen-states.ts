import { contentFault, Fault, isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { fetchBytes, type Site } from "../client/site-client.ts";
import type { Tree } from "../git/store.ts";
import type { SeenState } from "../plan/draft.ts";
import { onlineDelegations } from "../plan/online-roles.ts";
import { signedPaths, sitePaths } from "../repository/layout.ts";
import type { Trust } from "../repository/trust.ts";
import { type Floors, higherFloors, highestToldFloor, noFloors } from "../repository/version-floors.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { type Decode, decodeEnvelope, type Envelope } from "../tuf/envelope.ts";
import { limits } from "../tuf/limits.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { tally } from "../tuf/tally.ts";
import { workerFaults } from "./faults.ts";

/** The top of a state as it was found somewhere, unverified; a file that is missing or cannot be read is left out. */
export interface Found {
  /** For people: where it was found. */
  readonly where: string;
  readonly timestamp?: Envelope<Timestamp>;
  readonly snapshot?: Envelope<Snapshot>;
}

/** What a find says about clients. */
export interface Told {
  readonly floors: Floors;
  /** What clients that updated there have on disk; absent when they would have refused it. */
  readonly seen?: SeenState;
  /** Sentences: what does not count, and why. */
  readonly ignored: readonly string[];
}

/** What a published site has. Faults `RECOVERY_SITE_EMPTY` when it has no timestamp, `CLIENT_OFFLINE`. */
export async function foundAt(site: Site, where: string): Promise<Found> {
  const fetched = async (path: string, limit: number): Promise<Uint8Array | undefined> => {
    try {
      return await fetchBytes(site, path.slice(sitePaths.directory.length + 1), limit);
    } catch (error) {
      if (isFault(error, baseFaults.FILE_TOO_LARGE)) return new Uint8Array();
      throw error;
    }
  };
  const bytes = await fetched(sitePaths.timestamp, limits.timestamp);
  if (bytes === undefined) throw workerFaults.RECOVERY_SITE_EMPTY({ site: where });
  const timestamp = readable(bytes, decodeTimestamp);
  if (timestamp === undefined) return { where };
  const listed = await fetched(sitePaths.role("snapshot", timestamp.signed.snapshot.version), limits.snapshot);
  const snapshot = listed && readable(listed, decodeSnapshot);
  return { where, timestamp, ...(snapshot && { snapshot }) };
}

/** What a commit of the signed branch has, whatever else is wrong with it. */
export async function foundIn(tree: Tree): Promise<Found> {
  const read = async <T>(path: string, limit: number, decode: Decode<T>): Promise<Envelope<T> | undefined> => {
    const bytes = await tree.read(path, limit).catch((error: unknown) => {
      contentFault(error);
      return undefined;
    });
    return bytes && readable(bytes, decode);
  };
  const timestamp = await read(signedPaths.timestamp, limits.timestamp, decodeTimestamp);
  const snapshot = await read(signedPaths.snapshot, limits.snapshot, decodeSnapshot);
  return {
    where: `commit ${tree.commit.slice(0, 12)}`,
    ...(timestamp && { timestamp }),
    ...(snapshot && { snapshot }),
  };
}

function readable<T>(bytes: Uint8Array, decode: Decode<T>): Envelope<T> | undefined {
  try {
    return decodeEnvelope(bytes, decode);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

type Standing = "in force" | "revoked" | "unsigned";

/**
 * The versions that clients have seen of what was found (T35). What the keys in force signed binds every client, so it counts whatever
 * it says. What only keys of an earlier root signed binds nobody any more (specification §5.3.11), but a version is one file for ever
 * (I11), and a cache may still hold it: it counts where it leaves room, for the online roles that can be signed anew: those that trust delegates
 * to, and those that `good`, the state to go on from, delegated to. What nobody's keys signed says nothing.
 */
export function toldBy(found: Found, trust: Trust, good?: Trust): Told {
  const { where, timestamp, snapshot } = found;
  const ignored: string[] = [];
  const counted = (role: string, version: number, standing: Standing): number => {
    if (standing === "in force" || version <= highestToldFloor) return version;
    ignored.push(`${where}: ${role} ${version} was signed by keys that are revoked now, and binds no client`);
    return 0;
  };
  const parts: Floors[] = [];
  const top = standing(trust, "timestamp", timestamp);
  if (timestamp !== undefined && top !== "unsigned") {
    const { version, snapshot: named } = timestamp.signed;
    const floors = { timestamp: counted("timestamp", version, top), snapshot: counted("snapshot", named.version, top) };
    parts.push({ ...noFloors, ...floors });
  }
  const listing = standing(trust, "snapshot", snapshot);
  if (snapshot !== undefined && listing !== "unsigned") {
    const { version, meta } = snapshot.signed;
    const roles = new Map<string, number>();
    // Revoked online keys may have listed anything, and what is listed once stays for ever (T54). Nor may what they left out look like other bins (T55).
    const real =
      listing === "revoked"
        ? new Set([trust, good ?? trust].flatMap(onlineDelegations).map(({ role }) => role))
        : undefined;
    for (const role of real ?? []) roles.set(role, 0);
    for (const [file, listed] of meta) {
      const role = file.replace(/\.json$/, "");
      if (real?.has(role) !== false) roles.set(role, counted(role, listed.version, listing));
    }
    parts.push({ ...noFloors, snapshot: counted("snapshot", version, listing), roles });
  }
  if (parts.length === 0) ignored.push(`${where}: no keys of this repository signed what is there`);
  else if (parts.length === 1)
    ignored.push(
      `${where}: ${top === "unsigned" ? "the timestamp" : "the snapshot"} is missing or not signed by this repository's keys`,
    );
  const seen = seenState(found, trust);
  return { floors: parts.reduce(higherFloors, noFloors), ignored: summary(ignored), ...(seen && { seen }) };
}

function standing(
  { roots, root, verifier }: Trust,
  role: "timestamp" | "snapshot",
  envelope: Envelope<unknown> | undefined,
): Standing {
  if (envelope === undefined) return "unsigned";
  const signedBy = ({ signed }: Trust["root"]): boolean =>
    tally(topLevelAuthority(signed, role), envelope, verifier).met;
  if (signedBy(root)) return "in force";
  return [...roots.values()].some(signedBy) ? "revoked" : "unsigned";
}

function seenState({ where, timestamp, snapshot }: Found, { roots, verifier }: Trust): SeenState | undefined {
  if (timestamp === undefined || snapshot === undefined) return undefined;
  const root = [...roots.values()].findLast(({ signed }) =>
    [["timestamp", timestamp] as const, ["snapshot", snapshot] as const].every(
      ([role, envelope]) => tally(topLevelAuthority(signed, role), envelope, verifier).met,
    ),
  );
  return root && { where: `a client of ${where}`, root, timestamp, snapshot };
}

/** A thief's snapshot may list thousands. */
function summary(lines: readonly string[]): readonly string[] {
  const shown = 5;
  return lines.length <= shown ? lines : [...lines.slice(0, shown), `and ${lines.length - shown} more of that kind`];
}
