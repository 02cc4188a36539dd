import { Fault } from "../base/fault.ts";

/**
 * Runs `action`, which reads key material. What the decoders throw leaves as `code` with a `reason` made of fixed words; the
 * error itself is dropped, cause and all, because parsers quote what they choke on and here that may be a private key (I13).
 * Faults of this layer, which never quote, pass.
 */
export function reading<T>(code: "SIGNER_KEY_INVALID" | "KEY_INVALID", action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw translated(code, error);
  }
}

function translated(code: string, error: unknown): Fault {
  if (!(error instanceof Fault)) return new Fault(code, { reason: "it cannot be read" });
  const { line, column, where, reason } = error.data;
  switch (error.code) {
    case "JSON_INVALID":
      return new Fault(code, { reason: "it is not valid JSON", line, column });
    case "METADATA_INVALID":
      return new Fault(code, { reason: `${where} is missing or of the wrong kind` });
    case "KEY_WEAK":
      return code === "KEY_INVALID" ? error : new Fault(code, { reason });
    case "KEY_INVALID":
    case "SIGNER_KEY_INVALID":
      return new Fault(code, { reason });
    default:
      return error;
  }
}

/** A private key cannot be used. `reason` says why in fixed words, never with what was read. */
export function keyInvalid(reason: string): Fault {
  return new Fault("SIGNER_KEY_INVALID", { reason });
}

/** Adds the address of the key to whatever fault `open` has. Only for an address that is known to hold no secret. */
export async function locatingKey<T>(uri: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw error instanceof Fault ? error.with({ uri }) : error;
  }
}
