import type { SecretSource, SignerProvider } from "../ports/signer-provider.ts";
import { Fault } from "../tuf/fault.ts";
import type { Signer } from "../tuf/signer.ts";

/**
 * Every way to a key, by URI scheme. Explicit, so that a reviewer sees a new one appear; lazy, so that nobody loads the code of
 * a key service they don't use.
 */
export const signerProviders: ReadonlyMap<string, () => Promise<{ readonly provider: SignerProvider }>> = new Map([
  ["file", () => import("./file.ts")],
  ["env", () => import("./env.ts")],
]);

/** Opens the signer at `uri`. Faults as {@link SignerProvider.open}, and `SIGNER_URI_INVALID` for an unknown scheme. */
export async function openSigner(uri: string, secrets: SecretSource): Promise<Signer> {
  const scheme = /^([a-z][a-z0-9+-]{0,15}):/.exec(uri)?.[1];
  const load = scheme === undefined ? undefined : signerProviders.get(scheme);
  if (load === undefined) {
    // Not the rest of the address: it may be a key that was pasted in the wrong place.
    throw new Fault("SIGNER_URI_INVALID", { scheme, known: [...signerProviders.keys()] });
  }
  const { provider } = await load();
  return provider.open(uri, secrets);
}
