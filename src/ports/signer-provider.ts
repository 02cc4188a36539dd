import type { Signer } from "../tuf/signer.ts";

/** What opening a key may ask of the face: variables that were taken out of the environment, and a person. */
export interface SecretSource {
  /** A variable's value, or undefined. The face has removed it from the process environment already (T43). */
  variable(name: string): string | undefined;
  /** A passphrase for the key at `uri`; undefined when nobody can be asked. `attempt` counts from 1: over 1, the last was wrong. */
  passphrase(uri: string, attempt: number): Promise<string | undefined>;
}

/**
 * Opens signers for one URI scheme (`file:PATH`, `env:NAME`). Nothing is loaded or read at import. `open` faults with
 * `SIGNER_URI_INVALID`, `SIGNER_KEY_MISSING`, `SIGNER_KEY_INVALID`, `SIGNER_PASSPHRASE_NEEDED`, `SIGNER_PASSPHRASE_WRONG`; no
 * fault carries a secret.
 */
export interface SignerProvider {
  readonly scheme: string;
  /** One line for reference pages and prompts. */
  readonly summary: string;
  open(uri: string, secrets: SecretSource): Promise<Signer>;
}
