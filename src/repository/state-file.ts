import { formatInstant, type Instant, parseInstant } from "../base/time.ts";
import type { CommitId, ObjectId } from "../git/tree.ts";
import { canonical } from "../tuf/canonical.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Json, JsonObject } from "../tuf/json.ts";
import { invalid, object, optional, positive, shape, string } from "../tuf/shape.ts";
import { repositoryFaults } from "./faults.ts";

/** Raised when an older Kaprien could misread what a newer one wrote (T59). */
export const stateFormat = 2;
const stateType = "kaprien-state";

/**
 * `state.json` of the signed branch: what the metadata beside it was derived from. Signed by the timestamp role's keys, so
 * that an edit of `source/` by hand, which no TUF signature covers, is seen (T37).
 */
export interface State {
  /** The commit of the intent branch. */
  readonly main: CommitId;
  /**
   * The signed commit that this state was derived from; absent in the first. Signed, it is what makes a chain of the branch's history: a
   * state of the past that somebody commits again on top has another commit before it than it says (T35, T37).
   */
  readonly parent?: CommitId;
  /** Object ids of the copies under `source/`. */
  readonly source: { readonly targets?: ObjectId; readonly trust: ObjectId; readonly config?: ObjectId };
  /** {@link retiredDigest}; absent while no role has retired. */
  readonly retired?: string;
  /** Version of the timestamp in the same commit. */
  readonly timestamp: number;
  /** When it was signed; a later run whose clock is behind stops (T51). */
  readonly signedAt: Instant;
}

export function encodeState(state: State): JsonObject {
  return new Map<string, Json>([
    ["_type", stateType],
    // One that does not know of retired roles would leave them out.
    ["format", state.retired === undefined ? 1 : stateFormat],
    ["main", state.main],
    ...(state.parent === undefined ? [] : [["parent", state.parent] as const]),
    ...(state.retired === undefined ? [] : [["retired", state.retired] as const]),
    ["signed_at", formatInstant(state.signedAt)],
    [
      "source",
      new Map(
        Object.entries(state.source)
          .filter(([, id]) => id !== undefined)
          .map(([name, id]) => [name, id as ObjectId]),
      ),
    ],
    ["timestamp", state.timestamp],
  ]);
}

/**
 * What stands for the files of every retired role, by name: nobody delegates to them any more, so no key that is in force says what they
 * are. The state says it, which the timestamp's key signs. Undefined for none.
 */
export function retiredDigest(files: ReadonlyMap<string, Uint8Array>): string | undefined {
  if (files.size === 0) return undefined;
  return sha256(canonical(new Map([...files].map(([role, bytes]) => [role, sha256(bytes)]))));
}

/** Reads the `signed` part. Faults `FORMAT_NEWER` when a newer Kaprien wrote it, `METADATA_INVALID` when it is not one. */
export function decodeState(json: JsonObject): State {
  const members = shape(json, "state");
  const type = members.get("_type", string);
  // Keys that sign timestamps sign this too: neither may pass for the other.
  if (type !== stateType) invalid("state._type", `"${stateType}"`, type);
  const format = members.get("format", positive);
  if (format > stateFormat) throw repositoryFaults.FORMAT_NEWER({ format, known: stateFormat });
  const source = members.get("source", object);
  const id = (name: string): ObjectId | undefined => optional(string)(source.get(name), `state.source.${name}`);
  const targets = id("targets");
  const config = id("config");
  const parent = members.get("parent", optional(string));
  const retired = members.get("retired", optional(string));
  return {
    main: members.get("main", string),
    ...(parent !== undefined && { parent }),
    ...(retired !== undefined && { retired }),
    source: {
      trust: string(source.get("trust"), "state.source.trust"),
      ...(targets !== undefined && { targets }),
      ...(config !== undefined && { config }),
    },
    timestamp: members.get("timestamp", positive),
    signedAt: parseInstant(members.get("signed_at", string)),
  };
}

/** Bytes of `state.json` at most (T17). */
export const stateLimit = 16_384;
