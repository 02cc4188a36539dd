import { Fault } from "../base/fault.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/tree.ts";
import { encodeJson } from "../tuf/canonical.ts";
import { decodeJson, type Json, type JsonObject } from "../tuf/json.ts";
import { limits } from "../tuf/limits.ts";
import { invalid, mapOf, natural, object, positive, shape } from "../tuf/shape.ts";
import { repositoryFaults } from "./faults.ts";
import type { Repository } from "./verify-state.ts";

/**
 * Versions that clients have seen of a repository whose signed branch is not there (yet): it was taken over from elsewhere, or
 * lost. The first state that is signed lists every one of these roles and goes above every one of these versions (T35, T54). What a
 * floor comes from may be unsigned: it can only raise versions, never lower one.
 */
export interface Floors {
  /** Every role that the snapshot listed, by name (`bins-00`), with the version it listed. */
  readonly roles: ReadonlyMap<string, number>;
  readonly snapshot: number;
  readonly timestamp: number;
}

/** Nothing was seen. */
export const noFloors: Floors = { roles: new Map(), snapshot: 0, timestamp: 0 };

/** What clients of this state have seen. */
export function floorsOf({ snapshot, timestamp }: Pick<Repository, "snapshot" | "timestamp">): Floors {
  const listed = [...snapshot.signed.meta].map(
    ([file, { version }]) => [file.replace(/\.json$/, ""), version] as const,
  );
  return { roles: new Map(listed), snapshot: snapshot.signed.version, timestamp: timestamp.signed.version };
}

/** What clients of either have seen: the higher version of each role. */
export function higherFloors(a: Floors, b: Floors): Floors {
  const roles = new Map(a.roles);
  for (const [role, version] of b.roles) roles.set(role, Math.max(version, roles.get(role) ?? 0));
  return {
    roles,
    snapshot: Math.max(a.snapshot, b.snapshot),
    timestamp: Math.max(a.timestamp, b.timestamp),
  };
}

/**
 * No version may leave so little room above it that a client which stores versions in 32 bits could be led to the end of it
 * (interop R11); and a floor written by mistake must not use up the numbers.
 */
export const highestFloor = 2_000_000_000;

/** What nobody's keys in force vouch for counts up to here alone, so that above it there is room for what they sign themselves. */
export const highestToldFloor = 1_000_000_000;

/** A worker never gets as far: whoever had the keys meant to leave no version above (T33). Faults `ROLE_VERSION_TOO_HIGH`. */
export function requireRoom({ roles, snapshot, timestamp }: Floors, limit: number = highestFloor): void {
  for (const [role, version] of [["timestamp", timestamp] as const, ["snapshot", snapshot] as const, ...roles])
    if (version > limit) throw repositoryFaults.ROLE_VERSION_TOO_HIGH({ role, version, limit: highestFloor });
}

const format = 1;

/** Where the intent branch keeps the floors of a repository that was taken over. */
export function floorsPath(names: Pick<Names, "trust">): string {
  return `${names.trust}/import.json`;
}

/** The floors that the intent branch names, or undefined when it names none. Faults `VERSION_FLOORS_INVALID` when the file is not what it has to be. */
export async function readFloors(tree: Tree, names: Pick<Names, "trust">): Promise<Floors | undefined> {
  const file = floorsPath(names);
  const bytes = await tree.read(file, limits.snapshot);
  return bytes === undefined ? undefined : decodeFloors(bytes, file);
}

/** Reads `{"version":1,"snapshot":{"version":9,"meta":{"bins-00":3}},"timestamp":{"version":12}}`. Faults `VERSION_FLOORS_INVALID`. */
export function decodeFloors(bytes: Uint8Array, file: string): Floors {
  try {
    const members = shape(decodeJson(bytes), "import");
    const version = members.get("version", positive);
    if (version !== format) invalid("import.version", String(format), version);
    const snapshot = shape(members.get("snapshot", object), "import.snapshot");
    const timestamp = shape(members.get("timestamp", object), "import.timestamp");
    const floors: Floors = {
      roles: snapshot.get("meta", mapOf(floor)),
      snapshot: snapshot.get("version", floor),
      timestamp: timestamp.get("version", floor),
    };
    for (const rest of [members.rest(), snapshot.rest(), timestamp.rest()]) {
      const [extra] = rest.keys();
      if (extra !== undefined) invalid("import", "nothing else", extra);
    }
    return floors;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { where, line, reason } = error.data;
    throw repositoryFaults.VERSION_FLOORS_INVALID(
      { file, reason: `${where ?? `line ${line}`}: ${reason}` },
      { cause: error },
    );
  }
}

export function encodeFloors({ roles, snapshot, timestamp }: Floors): Uint8Array {
  const meta: JsonObject = new Map([...roles].sort(([a], [b]) => (a < b ? -1 : 1)));
  return encodeJson(
    new Map<string, Json>([
      ["version", format],
      [
        "snapshot",
        new Map<string, Json>([
          ["version", snapshot],
          ["meta", meta],
        ]),
      ],
      ["timestamp", new Map([["version", timestamp]])],
    ]),
  );
}

function floor(json: Json | undefined, where: string): number {
  const version = natural(json, where);
  return version <= highestToldFloor ? version : invalid(where, `an integer up to ${highestToldFloor}`, json);
}
