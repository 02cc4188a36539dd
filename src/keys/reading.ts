import { Fault, isFault } from "../base/fault.ts";
import { tufFaults } from "../tuf/faults.ts";
import { keysFaults } from "./faults.ts";

/**
 * Runs `action`, which reads key material. What the decoders throw leaves as `of` with a `reason` made of fixed words; the
 * error itself is dropped, cause and all, because parsers quote what they choke on and here that may be a private key (I13).
 * Faults of this layer, which never quote, pass.
 */
export function reading<T>(of: Unreadable, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw translated(of, error);
  }
}

type Unreadable = typeof keysFaults.SIGNER_KEY_INVALID | typeof tufFaults.KEY_INVALID;

function translated(of: Unreadable, error: unknown): Fault {
  if (!isFault(error)) return of({ reason: "it cannot be read" });
  const { line, column, where, reason } = error.data;
  if (isFault(error, tufFaults.JSON_INVALID)) return of({ reason: "it is not valid JSON", line, column });
  if (isFault(error, tufFaults.METADATA_INVALID)) return of({ reason: `${where} is missing or of the wrong kind` });
  if (isFault(error, tufFaults.KEY_WEAK) && of === tufFaults.KEY_INVALID) return error;
  if (isFault(error, tufFaults.KEY_WEAK, tufFaults.KEY_INVALID, keysFaults.SIGNER_KEY_INVALID))
    return of({ reason: String(reason) });
  return error;
}

/** A private key cannot be used. `reason` says why in fixed words, never with what was read. */
export function keyInvalid(reason: string): Fault {
  return keysFaults.SIGNER_KEY_INVALID({ reason });
}

/** Adds the address of the key to whatever fault `open` has. Only for an address that is known to hold no secret. */
export async function locatingKey<T>(uri: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw error instanceof Fault ? error.with({ uri }) : error;
  }
}
