import type { PublicKey } from "./key.ts";

/**
 * Signs with one key, only the bytes it is given. `sign` resolves to the raw signature in the form TUF clients verify:
 * ed25519 64 bytes, ecdsa-sha2-nistp256 ASN.1 DER, rsassa-pss-sha256 with a 32-byte salt. It may fault with a `SIGNER_*`
 * code; it must never log, return or keep anything secret past disposal.
 */
export interface Signer extends AsyncDisposable {
  readonly key: PublicKey;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
