import { createPublicKey, type KeyObject } from "node:crypto";
import { tufFaults } from "../tuf/faults.ts";
import { keyFromSpki, type PublicKey, type Use } from "../tuf/key.ts";

/**
 * A public key in a form that takes OpenSSL to read: a handle or PEM of either half, whose public half is taken. DER
 * is read as SPKI. Faults as `keyFromSpki`, with `KEY_INVALID`
 * for what OpenSSL does not read either.
 */
export function keyFromOpenssl(given: KeyObject | Uint8Array | string, use: Use = "new"): PublicKey {
  if (given instanceof Uint8Array) return keyFromSpki(given, use);
  if (typeof given !== "string") return keyFromSpki(exported(given), use);
  const text = given.trim();
  const other = /^-----BEGIN (?:RSA PUBLIC|(?:RSA |EC )?PRIVATE) KEY-----/.test(text);
  return keyFromSpki(other ? exported(text) : text, use);
}

function exported(given: KeyObject | string): Uint8Array {
  try {
    const key = typeof given === "string" || given.type === "private" ? createPublicKey(given) : given;
    return key.export({ type: "spki", format: "der" });
  } catch (cause) {
    throw tufFaults.KEY_INVALID({ reason: "it cannot be read as SPKI" }, { cause });
  }
}
