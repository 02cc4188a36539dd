import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Scheme } from "../../tuf/key.ts";

const generate = promisify(generateKeyPair);

/** A new private key from the platform's generator (T65). RSA: 3072 bits. */
export async function generateKey(scheme: Scheme = "ed25519"): Promise<KeyObject> {
  return (await pair(scheme)).privateKey;
}

function pair(scheme: Scheme): Promise<{ privateKey: KeyObject }> {
  switch (scheme) {
    case "ed25519":
      return generate("ed25519");
    case "ecdsa-sha2-nistp256":
      return generate("ec", { namedCurve: "prime256v1" });
    case "rsassa-pss-sha256":
      return generate("rsa", { modulusLength: 3072 });
  }
}
