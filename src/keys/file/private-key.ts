import { constants, createPublicKey, type KeyObject, type SignKeyObjectInput, sign, verify } from "node:crypto";
import { planFaults } from "../../plan/faults.ts";
import type { PublicKey } from "../../tuf/key.ts";
import type { Signer } from "../../tuf/signer.ts";
import { keysFaults } from "../faults.ts";
import { keyFromOpenssl } from "../openssl-key.ts";
import { keyInvalid, reading } from "../reading.ts";

interface Handles {
  readonly signing: SignKeyObjectInput;
  readonly checking: SignKeyObjectInput;
}

/** The public half of a private key. Faults `SIGNER_KEY_INVALID`, and `KEY_UNSUPPORTED` for a type no TUF client shares (T58). */
export function publicHalf(key: KeyObject): PublicKey {
  if (key.type !== "private") throw keyInvalid("it is not a private key");
  return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromOpenssl(key, "listed"));
}

/**
 * Signs with a private key in memory. Each signature is verified before it is returned: a fault in the machine must not
 * become published metadata, and a faulty ECDSA or ed25519 signature can give the key away. Faults as {@link publicHalf};
 * `sign` faults `SIGNER_CLOSED` after disposal and `SIGNER_SIGNATURE_INVALID` when the signature does not verify.
 */
export function signerFromPrivateKey(privateKey: KeyObject): Signer {
  const key = publicHalf(privateKey);
  const algorithm = key.scheme === "ed25519" ? null : "sha256";
  let handles: Handles | undefined = {
    signing: input(key, privateKey),
    checking: input(key, createPublicKey(privateKey)),
  };
  return {
    key,
    async sign(bytes) {
      if (handles === undefined) throw keysFaults.SIGNER_CLOSED({ keyid: key.keyid });
      const signature = sign(algorithm, bytes, handles.signing);
      if (!verify(algorithm, bytes, handles.checking, signature)) {
        throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: key.keyid });
      }
      return new Uint8Array(signature);
    },
    async [Symbol.asyncDispose]() {
      handles = undefined;
    },
  };
}

/** The signature forms every client reads (interop P1). Node's own defaults differ: the longest salt for PSS. */
function input(key: PublicKey, handle: KeyObject): SignKeyObjectInput {
  if (key.scheme === "ecdsa-sha2-nistp256") return { key: handle, dsaEncoding: "der" };
  if (key.scheme === "rsassa-pss-sha256")
    return { key: handle, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return { key: handle };
}
