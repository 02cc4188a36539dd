import { generateKeyPairSync, sign } from "node:crypto";
import { canonical } from "../../src/tuf/canonical.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { PublicKey } from "../../src/tuf/key.ts";
import type { ForeignKey } from "./foreign.ts";
import { json, type KeyPair } from "./metadata.ts";

const spki = { type: "spki", format: "pem" } as const;

/** A P-384 key, which tuf-js verifies and Kaprien does not read. */
export function p384(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "secp384r1" });
  const keyval = { public: publicKey.export(spki).toString() };
  const key = keyFrom({ keytype: "ecdsa", scheme: "ecdsa-sha2-nistp384", keyval });
  return { key, privateKey, sign: (bytes) => sign(undefined, bytes, privateKey) };
}

/** Keys that no program here can use, as their metadata lists them. */
export const unreadable: Readonly<Record<"mlDsa" | "sigstore", KeyPair["key"]>> = {
  mlDsa: keyFrom({ keytype: "ml-dsa-65", scheme: "ml-dsa-65", keyval: { public: "00".repeat(1952) } }),
  sigstore: keyFrom({
    keytype: "sigstore-oidc",
    scheme: "Fulcio",
    keyval: { identity: "a@example.org", issuer: "https://accounts.example" },
  }),
};

function keyFrom(members: object): KeyPair["key"] {
  const value = json(members);
  return PublicKey.decode(value, sha256(canonical(value)));
}

/** Such a key in the shape of {@link ForeignKey}; what it signs nobody here verifies. */
export function foreign(key: KeyPair["key"], pair?: KeyPair): ForeignKey {
  const entry = Object.fromEntries(key.json) as Record<string, unknown>;
  const keyval = entry["keyval"];
  if (keyval instanceof Map) entry["keyval"] = Object.fromEntries(keyval);
  return { keyid: key.keyid, entry, sign: pair?.sign ?? (() => new Uint8Array(64)) };
}
