import type { PublicKey } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";

/** What opening a key may ask of the face: variables that were taken out of the environment, and a person. */
export interface SecretSource {
  /** A variable's value, or undefined. The face has removed it from the process environment already (T43). */
  variable(name: string): string | undefined;
  /** A passphrase for the key at `uri`; undefined when nobody can be asked. `attempt` counts from 1: over 1, the last was wrong. */
  passphrase(uri: string, attempt: number): Promise<string | undefined>;
}

/** A key that a person could choose: the address that opens it, and what its place calls it. */
export interface ListedKey {
  readonly uri: string;
  readonly key: PublicKey;
  readonly label?: string;
}

/** The keys of one kind of place, or the code of the fault with which it could not be asked. */
export interface Offer {
  readonly scheme: string;
  readonly keys: readonly ListedKey[];
  readonly unavailable?: string;
}

/**
 * Opens signers for one URI scheme (`file:PATH`, `env:NAME`). Nothing is loaded or read at import. `open` faults with
 * `SIGNER_URI_INVALID`, `SIGNER_KEY_MISSING`, `SIGNER_KEY_INVALID`, `SIGNER_PASSPHRASE_NEEDED`, `SIGNER_PASSPHRASE_WRONG`; where
 * the key is not in a file also `SIGNER_UNREACHABLE`, `SIGNER_REFUSED`, `SIGNER_ANSWER_INVALID`, `SIGNER_AMBIGUOUS`. No fault
 * carries a secret.
 */
export interface SignerProvider {
  readonly scheme: string;
  /** One line for reference pages and prompts. */
  readonly summary: string;
  open(uri: string, secrets: SecretSource): Promise<Signer>;
  /** The keys that are there and that TUF clients share. Faults as `open` when there is no place to ask. */
  list?(secrets: SecretSource): Promise<readonly ListedKey[]>;
}
