import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { PublicKey } from "../tuf/key.ts";
import { type Verifier, verifierOf } from "../tuf/verifier.ts";

/** Verifies with OpenSSL, every scheme that clients share. */
export function nodeVerifier(): Verifier {
  // Made when the first signature is verified: most keys that are read never verify one. Weak: keys are values that come and go.
  const handles = new WeakMap<PublicKey, KeyObject>();
  return verifierOf((key, spki, payload, signature) => {
    const handle = handles.get(key) ?? createPublicKey({ key: Buffer.from(spki), type: "spki", format: "der" });
    handles.set(key, handle);
    if (key.scheme === "ed25519") return verify(null, payload, handle, signature);
    const form =
      key.scheme === "ecdsa-sha2-nistp256"
        ? ({ dsaEncoding: "der" } as const)
        : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return verify("sha256", payload, { key: handle, ...form }, signature);
  });
}
