import type { Scheme } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";

/** A key that was made and is nowhere but in memory yet. */
export interface NewKey {
  readonly signer: Signer;
  /** Writes the key file, exclusively, mode 0600, encrypted (T64). */
  save(): Promise<void>;
  /** Removes the file that `save` wrote. Nothing when it wrote none. */
  discard(): Promise<void>;
}

/** Where a new key goes and what guards it. */
export interface KeyRequest {
  readonly scheme: Scheme;
  readonly path: string;
  readonly passphrase: string;
}

/**
 * Makes private keys. Adapter: encrypted files. Faults `KEY_PASSPHRASE_WEAK`, `KEY_FILE_EXISTS` and `KEY_IN_WORK_TREE` before
 * anything is generated, so that a person can correct the answer; nothing is written before `save`.
 */
export interface KeyMaker {
  create(request: KeyRequest): Promise<NewKey>;
  /** The same checks alone, for a prompt: faults when a key could not be written to `path`. */
  check(path: string): Promise<void>;
}
