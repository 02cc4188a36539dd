import { decodeHashes, decodeSigned, encodeSigned, type Signed } from "./common.ts";
import { type Delegations, decodeDelegations, encodeDelegations } from "./delegations.ts";
import type { Json, JsonObject } from "./json.ts";
import { mapOf, natural, object, optional, type Reader, shape } from "./shape.ts";

/** What a target file must be (specification §4.5). */
export interface TargetFile {
  /** Bytes. */
  readonly length: number;
  /** Lower-case hex by algorithm. */
  readonly hashes: ReadonlyMap<string, string>;
  /** The application's own data; absent rather than empty (interop R35). */
  readonly custom?: JsonObject;
  readonly rest: JsonObject;
}

/** Targets metadata, top-level or delegated. */
export interface Targets extends Signed {
  /** By target path. */
  readonly targets: ReadonlyMap<string, TargetFile>;
  readonly delegations?: Delegations;
}

const targetFile: Reader<TargetFile> = (json, where) => {
  const file = shape(json, where);
  const length = file.get("length", natural);
  const hashes = file.get("hashes", decodeHashes);
  const custom = file.get("custom", optional(object));
  return { length, hashes, ...(custom && { custom }), rest: file.rest() };
};

/** Reads the `signed` part of a targets role. Faults `METADATA_INVALID`, `KEY_INVALID`, `KEY_ID_MISMATCH`, `TIME_INVALID`. */
export function decodeTargets(json: JsonObject): Targets {
  const { members, common } = decodeSigned(json, "targets");
  const targets = members.get("targets", mapOf(targetFile));
  const delegations = members.get("delegations", optional(decodeDelegations));
  return { ...common, targets, ...(delegations && { delegations }), rest: members.rest() };
}

export function encodeTargets(role: Targets): JsonObject {
  const targets = new Map([...role.targets].map(([path, file]) => [path, encodeTargetFile(file)]));
  return encodeSigned("targets", role, [
    ["targets", targets],
    ...(role.delegations === undefined ? [] : ([["delegations", encodeDelegations(role.delegations)]] as const)),
  ]);
}

export function encodeTargetFile(file: TargetFile): Json {
  return new Map<string, Json>([
    ...file.rest,
    ["length", file.length],
    ["hashes", file.hashes],
    ...(file.custom === undefined ? [] : ([["custom", file.custom]] as const)),
  ]);
}
