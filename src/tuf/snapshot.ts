import { decodeHashes, decodeSigned, encodeSigned, type MetaFile, type Signed } from "./common.ts";
import type { Json, JsonObject } from "./json.ts";
import { invalid, mapOf, natural, optional, positive, type Reader, shape } from "./shape.ts";

/** Snapshot metadata (specification §4.4): the version of every targets role, by file name (`bins-00.json`). */
export interface Snapshot extends Signed {
  readonly meta: ReadonlyMap<string, MetaFile>;
}

/** Timestamp metadata (specification §4.6): which snapshot is current. */
export interface Timestamp extends Signed {
  readonly snapshot: MetaFile;
}

const metaFile: Reader<MetaFile> = (json, where) => {
  const file = shape(json, where);
  const version = file.get("version", positive);
  const length = file.get("length", optional(natural));
  const hashes = file.get("hashes", optional(decodeHashes));
  return { version, ...(length !== undefined && { length }), ...(hashes && { hashes }), rest: file.rest() };
};

function encodeMetaFile(file: MetaFile): Json {
  return new Map<string, Json>([
    ...file.rest,
    ["version", file.version],
    ...(file.length === undefined ? [] : ([["length", file.length]] as const)),
    ...(file.hashes === undefined ? [] : ([["hashes", file.hashes]] as const)),
  ]);
}

/** Reads the `signed` part of snapshot. Faults `METADATA_INVALID`, `TIME_INVALID`. */
export function decodeSnapshot(json: JsonObject): Snapshot {
  const { members, common } = decodeSigned(json, "snapshot");
  return { ...common, meta: members.get("meta", mapOf(metaFile)), rest: members.rest() };
}

export function encodeSnapshot(snapshot: Snapshot): JsonObject {
  const meta = new Map([...snapshot.meta].map(([name, file]) => [name, encodeMetaFile(file)]));
  return encodeSigned("snapshot", snapshot, [["meta", meta]]);
}

/** Reads the `signed` part of timestamp; it lists snapshot.json and nothing else (interop R22). */
export function decodeTimestamp(json: JsonObject): Timestamp {
  const { members, common } = decodeSigned(json, "timestamp");
  const meta = members.get("meta", mapOf(metaFile));
  const snapshot = meta.get("snapshot.json");
  if (snapshot === undefined || meta.size !== 1) invalid("timestamp.meta", "snapshot.json alone");
  return { ...common, snapshot, rest: members.rest() };
}

export function encodeTimestamp(timestamp: Timestamp): JsonObject {
  return encodeSigned("timestamp", timestamp, [
    ["meta", new Map([["snapshot.json", encodeMetaFile(timestamp.snapshot)]])],
  ]);
}
