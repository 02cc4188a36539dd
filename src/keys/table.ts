import { Fault, isFault } from "../base/fault.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { keysFaults } from "./faults.ts";
import type { Offer, SecretSource, SignerProvider } from "./signer-provider.ts";
import { verifiedSigner } from "./verified-signer.ts";

/**
 * Every way to a key, by URI scheme. Explicit, so that a reviewer sees a new one appear; lazy, so that nobody loads the code of
 * a key service they don't use.
 */
export const signerProviders: ReadonlyMap<string, () => Promise<{ readonly provider: SignerProvider }>> = new Map([
  ["file", () => import("./file/file.ts")],
  ["env", () => import("./file/env.ts")],
  ["ssh-agent", () => import("./ssh/agent.ts")],
  ["pkcs11", () => import("./pkcs11/pkcs11.ts")],
  ["gcpkms", () => import("./google/gcpkms.ts")],
  ["azurekms", () => import("./azure/azurekms.ts")],
  ["awskms", () => import("./aws/awskms.ts")],
  ["vault", () => import("./vault/vault.ts")],
]);

/** Opens the signer at `uri`, whose signatures are all verified before anybody gets them. Faults as {@link SignerProvider.open}, and `SIGNER_URI_INVALID` for an unknown scheme. */
export async function openSigner(uri: string, secrets: SecretSource, verifier: Verifier): Promise<Signer> {
  const scheme = /^([a-z][a-z0-9+-]{0,15}):/.exec(uri)?.[1];
  const load = scheme === undefined ? undefined : signerProviders.get(scheme);
  const known = [...signerProviders.keys()];
  if (load === undefined) {
    // Not the rest of the address: it may be a key that was pasted in the wrong place.
    throw keysFaults.SIGNER_URI_INVALID({ scheme, reason: "it is of none of the known kinds", known });
  }
  const { provider } = await load();
  try {
    return verifiedSigner(await provider.open(uri, secrets), verifier);
  } catch (error) {
    throw isFault(error, keysFaults.SIGNER_URI_INVALID) ? error.with({ known }) : error;
  }
}

/** What every place that holds several keys offers. Most machines have none of some kind, which is no reason to be silent about the others. */
export async function listKeys(secrets: SecretSource): Promise<readonly Offer[]> {
  const offers: Offer[] = [];
  for (const [scheme, load] of signerProviders) {
    const { provider } = await load();
    if (provider.list === undefined) continue;
    try {
      offers.push({ scheme, keys: await provider.list(secrets) });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      offers.push({ scheme, keys: [], unavailable: error.code });
    }
  }
  return offers;
}
