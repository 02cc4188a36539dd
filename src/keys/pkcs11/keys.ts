import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { Fault } from "../../base/fault.ts";
import { tufFaults } from "../../tuf/faults.ts";
import { keyFromPoint, keyFromRaw, type PublicKey } from "../../tuf/key.ts";
import { keysFaults } from "../faults.ts";
import { keyFromOpenssl } from "../openssl-key.ts";
import { reading } from "../reading.ts";
import { attribute, keyType, objectClass } from "./constants.ts";
import type { Attribute, Handle } from "./module.ts";
import { find, read, type Session } from "./session.ts";
import type { TokenAddress } from "./uri.ts";

/** A private key in a token, and its public half. */
export interface TokenKey {
  readonly privateKey: Handle;
  readonly key: PublicKey;
}

// CKA_EC_PARAMS: DER of the curve's object identifier, or of its name.
const p256Params = Buffer.from("06082a8648ce3d030107", "hex");
const ed25519Params = [Buffer.from("06032b6570", "hex"), Buffer.from("130c656477617264733235353139", "hex")];

/**
 * The one private key that is meant, with the public half that belongs to it. The two are found by CKA_ID, which nothing keeps
 * unique: more than one key of an id is refused rather than paired by luck. Faults `SIGNER_KEY_MISSING`, `SIGNER_AMBIGUOUS`,
 * `KEY_UNSUPPORTED`, `SIGNER_KEY_INVALID`.
 */
export function findKey(session: Session, { object, id }: TokenAddress): TokenKey {
  const wanted = [...(object === undefined ? [] : [label(object)]), ...(id === undefined ? [] : [identifier(id)])];
  const [privateKey, ...more] = find(session, [ofClass("privateKey"), ...wanted]);
  if (privateKey === undefined) {
    throw keysFaults.SIGNER_KEY_MISSING({ reason: "The token is there, and holds no such private key." });
  }
  const separate = "Give each key an id of its own, and name it: pkcs11:token=NAME;id=%01.";
  if (more.length > 0) throw keysFaults.SIGNER_AMBIGUOUS({ count: more.length + 1, hint: separate });
  const pairing = pairOf(session, privateKey);
  const siblings = find(session, [ofClass("privateKey"), ...pairing]).length;
  if (siblings > 1) throw keysFaults.SIGNER_AMBIGUOUS({ count: siblings, hint: separate });
  const halves = new Map(publicHalves(session, privateKey, pairing).map((key) => [key.keyid, key]));
  if (halves.size > 1) throw keysFaults.SIGNER_AMBIGUOUS({ count: halves.size, hint: separate });
  const [key] = halves.values();
  if (key !== undefined) return { privateKey, key };
  throw keysFaults.SIGNER_KEY_MISSING({
    reason: "The token holds the private key, and no public key or certificate.",
  });
}

/** The public keys in a token that TUF clients share, for a person to choose from. */
export function publicKeys(session: Session): readonly { readonly object: Handle; readonly key: PublicKey }[] {
  return find(session, [ofClass("publicKey")]).flatMap((object) => {
    try {
      return [{ object, key: publicKey(session, object) }];
    } catch (error) {
      if (error instanceof Fault) return [];
      throw error;
    }
  });
}

/** What a private key's public half shares with it: the id, or where it has none its label. */
function pairOf(session: Session, privateKey: Handle): readonly Attribute[] {
  const id = read(session, privateKey, "id");
  if (id !== undefined && id.length > 0) return [identifier(id)];
  return [label((read(session, privateKey, "label") ?? Buffer.of()).toString("utf8"))];
}

function publicHalves(session: Session, privateKey: Handle, pairing: readonly Attribute[]): readonly PublicKey[] {
  const objects = find(session, [ofClass("publicKey"), ...pairing]);
  if (objects.length > 0) return objects.map((object) => publicKey(session, object));
  // Some tokens keep the public numbers with the private key, others a certificate alone.
  if (read(session, privateKey, "ecPoint") !== undefined || read(session, privateKey, "publicExponent") !== undefined) {
    return [publicKey(session, privateKey)];
  }
  return find(session, [ofClass("certificate"), ...pairing]).map((object) =>
    reading(keysFaults.SIGNER_KEY_INVALID, () =>
      keyFromOpenssl(new X509Certificate(read(session, object, "value") ?? Buffer.of()).publicKey, "listed"),
    ),
  );
}

function publicKey(session: Session, object: Handle): PublicKey {
  const kind = number(read(session, object, "keyType"));
  const bytes = (name: keyof typeof attribute): Buffer => read(session, object, name) ?? Buffer.of();
  if (kind === keyType.rsa) {
    return reading(keysFaults.SIGNER_KEY_INVALID, () =>
      keyFromOpenssl(rsa(bytes("modulus"), bytes("publicExponent")), "listed"),
    );
  }
  const params = bytes("ecParams");
  const point = bytes("ecPoint");
  if (kind === keyType.ec && params.equals(p256Params)) {
    return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromPoint(unwrapped(point, 65)));
  }
  if (kind === keyType.ecEdwards && ed25519Params.some((one) => params.equals(one))) {
    return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromRaw(unwrapped(point, 32)));
  }
  const type = kind === keyType.ec || kind === keyType.ecEdwards ? "elliptic curve, not P-256 or Ed25519" : `${kind}`;
  throw tufFaults.KEY_UNSUPPORTED({ type });
}

/** CKA_EC_POINT is a DER octet string of the point; some libraries give the point alone. */
function unwrapped(point: Buffer, length: number): Buffer {
  const wrapped = point.length === length + 2 && point[0] === 0x04 && point[1] === length;
  return wrapped ? point.subarray(2) : point;
}

function rsa(modulus: Buffer, exponent: Buffer): KeyObject {
  const jwk = { kty: "RSA", n: modulus.toString("base64url"), e: exponent.toString("base64url") };
  return createPublicKey({ key: jwk, format: "jwk" });
}

/** A CK_ULONG: as long as the platform has it, in its order. */
function number(value: Buffer | undefined): number | undefined {
  if (value?.length === 4) return new Uint32Array(Uint8Array.from(value).buffer)[0];
  if (value?.length === 8) return Number(new BigUint64Array(Uint8Array.from(value).buffer)[0]);
  return undefined;
}

function ofClass(name: keyof typeof objectClass): Attribute {
  return { type: attribute.class, value: objectClass[name] };
}

function label(text: string): Attribute {
  return { type: attribute.label, value: Buffer.from(text) };
}

function identifier(id: Uint8Array): Attribute {
  return { type: attribute.id, value: Buffer.from(id) };
}
