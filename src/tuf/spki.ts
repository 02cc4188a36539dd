import type { Fault } from "../base/fault.ts";
import { type DerElement, derElement, derElements, derNatural } from "./der.ts";
import { fromHex, toHex } from "./digest.ts";
import { tufFaults } from "./faults.ts";

/** The numbers that make a public key, read and not yet judged. */
export type KeyNumbers =
  | { readonly kind: "ed25519"; readonly raw: Uint8Array }
  /** The point as SEC 1 writes it, compressed or not. */
  | { readonly kind: "p256"; readonly point: Uint8Array }
  | { readonly kind: "rsa"; readonly modulus: bigint; readonly exponent: bigint }
  /** A key of a type that TUF clients do not share. */
  | { readonly kind: "other"; readonly type: string };

// Object identifiers, as the content of their DER.
const rsaEncryption = "2a864886f70d010101";
const ecPublicKey = "2a8648ce3d0201";
const ed25519Id = "2b6570";
const prime256v1 = "2a8648ce3d030107";
const otherTypes: ReadonlyMap<string, string> = new Map([
  ["2a864886f70d01010a", "rsa-pss"],
  ["2a8648ce380401", "dsa"],
  ["2b656e", "x25519"],
  ["2b656f", "x448"],
  ["2b6571", "ed448"],
  ["608648016503040311", "ml-dsa-44"],
  ["608648016503040312", "ml-dsa-65"],
  ["608648016503040313", "ml-dsa-87"],
  ["2b81040022", "secp384r1"],
  ["2b81040023", "secp521r1"],
  ["2b8104000a", "secp256k1"],
]);

/**
 * Reads SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) byte by byte, because OpenSSL takes far more than one form of it: bytes after the end,
 * negative and padded numbers, curves by their parameters. On Node 20, even asking it about a key at infinity ends the process.
 * Faults `KEY_INVALID`.
 */
export function readSpki(der: Uint8Array): KeyNumbers {
  const [algorithm, bits] = sequence(one(der), 2);
  const [id, ...parameters] = sequence(algorithm);
  if (id?.tag !== 0x06 || bits?.tag !== 0x03 || bits.content[0] !== 0) throw unreadable();
  const key = bits.content.subarray(1);
  const type = hex(id);
  switch (type) {
    case rsaEncryption:
      return readRsa(parameters, key);
    case ecPublicKey:
      return readPoint(parameters, key);
    case ed25519Id:
      if (parameters.length > 0 || key.length !== 32) throw unreadable();
      return { kind: "ed25519", raw: key };
    default:
      return { kind: "other", type: otherTypes.get(type) ?? "unknown" };
  }
}

/** RFC 3279 §2.3.1: the parameters are NULL, and nothing else. */
function readRsa(parameters: readonly DerElement[], key: Uint8Array): KeyNumbers {
  if (parameters.length !== 1 || parameters[0]?.tag !== 0x05 || parameters[0].content.length > 0) throw unreadable();
  const [modulus, exponent] = sequence(one(key), 2).map(derNatural);
  if (modulus === undefined || exponent === undefined) throw unreadable();
  return { kind: "rsa", modulus, exponent };
}

/** RFC 5480 §2.1.1: the curve is named. One that is spelt out can be made to fit somebody else's key (CVE-2020-0601). */
function readPoint(parameters: readonly DerElement[], key: Uint8Array): KeyNumbers {
  const [curve, ...more] = parameters;
  if (curve?.tag !== 0x06 || more.length > 0) throw invalid("it does not name its curve");
  if (hex(curve) !== prime256v1) return { kind: "other", type: otherTypes.get(hex(curve)) ?? "an unknown curve" };
  return { kind: "p256", point: key };
}

/** The one element that `bytes` are. */
function one(bytes: Uint8Array): DerElement {
  const [element, ...more] = derElements(bytes) ?? [];
  if (element === undefined || more.length > 0) throw unreadable();
  return element;
}

/** The members of a sequence, of which there have to be `count`, or at least one. */
function sequence(element: DerElement | undefined, count?: number): readonly DerElement[] {
  const members = element?.tag === 0x30 ? derElements(element.content) : undefined;
  if (members === undefined || members.length !== (count ?? Math.max(1, members.length))) throw unreadable();
  return members;
}

function hex({ content }: DerElement): string {
  return toHex(content);
}

function unreadable(): Fault {
  return invalid("it cannot be read as SPKI");
}

function invalid(reason: string): Fault {
  return tufFaults.KEY_INVALID({ reason });
}

const block = /^-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END \1-----\s*$/;

/**
 * SPKI DER from the PEM of a public key as metadata lists it (RFC 7468 §13): one block called PUBLIC KEY, and nothing before or after
 * it, where clients would not agree on which of two keys is meant. Faults `KEY_INVALID`.
 */
export function spkiFromPem(pem: string): Uint8Array {
  const { label, der } = blockOf(pem);
  if (label !== "PUBLIC KEY") throw invalid(`its PEM is called ${label}, and PUBLIC KEY (SPKI) is expected`);
  return der;
}

/** The same for the PEM of an RSA key as PKCS#1 has it (RFC 8017 A.1.1), which some tools list. Faults `KEY_INVALID`. */
export function spkiFromPkcs1(pem: string): Uint8Array {
  const { label, der } = blockOf(pem);
  if (label !== "RSA PUBLIC KEY") throw invalid(`its PEM is called ${label}, and RSA PUBLIC KEY is expected`);
  const algorithm = derElement(0x30, derElement(0x06, fromHex(rsaEncryption) ?? new Uint8Array()), derElement(0x05));
  return derElement(0x30, algorithm, derElement(0x03, Uint8Array.of(0), der));
}

function blockOf(pem: string): { readonly label: string; readonly der: Uint8Array } {
  const [, label, body = ""] = block.exec(pem) ?? [];
  const der = fromBase64(body.replace(/[\r\n]/g, ""));
  if (!pem.startsWith("-----BEGIN ")) throw invalid("not an SPKI PEM");
  if (label === undefined || der === undefined)
    throw invalid("it has to be one block of PEM, with nothing before or after it");
  return { label, der };
}

/** Undefined for anything but the one form that base64 has (RFC 4648 §4). */
function fromBase64(text: string): Uint8Array | undefined {
  try {
    const der = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(der) === text ? der : undefined;
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The PEM that {@link spkiFromPem} reads, as OpenSSL writes it. */
export function pemFromSpki(der: Uint8Array): string {
  const lines = toBase64(der).replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
}
