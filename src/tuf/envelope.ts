import { canonical, encodeJson } from "./canonical.ts";
import { tufFaults } from "./faults.ts";
import { decodeJson, type Json, type JsonObject } from "./json.ts";
import type { KeyId } from "./key.ts";
import { object, shape, string } from "./shape.ts";

/** One signature: lower-case hex, and members of the signature object that are not ours (kept on the way through). */
export interface Signature {
  readonly sig: string;
  readonly rest: JsonObject;
}

/** A metadata file: what is signed, as value and as bytes, and who signed (specification §4.2.1). */
export interface Envelope<T> {
  /** The decoded `signed` part. */
  readonly signed: T;
  /** The `signed` part as it was read, unknown members included. */
  readonly json: JsonObject;
  /** Its canonical form: exactly what signatures cover. */
  readonly payload: Uint8Array;
  readonly signatures: ReadonlyMap<KeyId, Signature>;
  /** The file, byte for byte as read or as to be written; what lengths and hashes of snapshot and timestamp are over. */
  readonly bytes: Uint8Array;
  /** Members of the outer object that are not ours. */
  readonly rest: JsonObject;
}

/** Reads the `signed` part of one role. */
export type Decode<T> = (signed: JsonObject) => T;

/**
 * Reads a metadata file of the role that `decode` reads. Faults `JSON_INVALID`, `METADATA_INVALID`, and
 * `SIGNATURE_DUPLICATE` when a keyid signed twice, which clients refuse (interop R2). Signatures are not verified here.
 */
export function decodeEnvelope<T>(bytes: Uint8Array, decode: Decode<T>): Envelope<T> {
  const outer = shape(decodeJson(bytes), "metadata");
  const json = outer.get("signed", object);
  const signatures = outer.get("signatures", decodeSignatures);
  return { signed: decode(json), json, payload: canonical(json), signatures, bytes, rest: outer.rest() };
}

/** An envelope without signatures, around a `signed` part about to be signed. */
export function draftEnvelope<T>(json: JsonObject, decode: Decode<T>): Envelope<T> {
  return withSignatures({ signed: decode(json), json, payload: canonical(json), rest: new Map() }, new Map());
}

/** The same payload with these signatures and the file bytes that go with them. */
export function withSignatures<T>(
  envelope: Omit<Envelope<T>, "signatures" | "bytes">,
  signatures: ReadonlyMap<KeyId, Signature>,
): Envelope<T> {
  const list = [...signatures].map(
    ([keyid, { sig, rest }]): Json => new Map<string, Json>([...rest, ["keyid", keyid], ["sig", sig]]),
  );
  const bytes = encodeJson(new Map<string, Json>([...envelope.rest, ["signatures", list], ["signed", envelope.json]]));
  return { ...envelope, signatures, bytes };
}

function decodeSignatures(json: Json | undefined, where: string): ReadonlyMap<KeyId, Signature> {
  if (!Array.isArray(json)) throw tufFaults.METADATA_INVALID({ where, reason: "a list of signatures is expected" });
  const signatures = new Map<KeyId, Signature>();
  for (const item of json as readonly Json[]) {
    const signature = shape(item, where);
    const keyid = signature.get("keyid", string);
    if (signatures.has(keyid)) throw tufFaults.SIGNATURE_DUPLICATE({ keyid });
    signatures.set(keyid, { sig: signature.get("sig", string), rest: signature.rest() });
  }
  return signatures;
}
