import { nodeVerifier } from "../../src/crypto/node.ts";
import { remembering } from "../../src/crypto/remembering.ts";
import type { PublicKey } from "../../src/tuf/key.ts";
import type { Verifier } from "../../src/tuf/verifier.ts";

/** The verifier that programs compose. */
export const verifier: Verifier = remembering(nodeVerifier(), 32_768);

/** Whether a signature counts where its key is listed. */
export function verifySignature(key: PublicKey, payload: Uint8Array, signature: Uint8Array): boolean {
  return verifier.verify(key, payload, signature);
}
