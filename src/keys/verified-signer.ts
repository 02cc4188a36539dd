import { planFaults } from "../plan/faults.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Verifier } from "../tuf/verifier.ts";

/**
 * Verifies each signature before it is returned: a service that is wrong, or that answers with another key, cannot put its signature into
 * metadata. `sign` faults `SIGNER_SIGNATURE_INVALID`, and as `signer` does.
 */
export function verifiedSigner(signer: Signer, verifier: Verifier): Signer {
  const { key } = signer;
  return {
    key,
    async sign(bytes) {
      const signature = await signer.sign(bytes);
      if (!verifier.verify(key, bytes, signature)) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: key.keyid });
      return signature;
    },
    [Symbol.asyncDispose]: () => signer[Symbol.asyncDispose](),
  };
}
