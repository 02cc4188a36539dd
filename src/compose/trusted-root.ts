import { isFault } from "../base/fault.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { sha256 } from "../tuf/digest.ts";
import { composeFaults } from "./faults.ts";

/** SHA-256 of the trusted root's file as somebody wrote it. Faults `TRUSTED_ROOT_NEEDED`, `TRUSTED_ROOT_INVALID`. */
export function trustedRoot(given: string | undefined): string {
  if (given === undefined || given.trim() === "") throw repositoryFaults.TRUSTED_ROOT_NEEDED();
  const value = digest(given);
  if (value === undefined) throw composeFaults.TRUSTED_ROOT_INVALID({ value: given.slice(0, 80) });
  return value;
}

/**
 * The same for clients, who may also name the root file: `read` reads it, undefined when there is none of that name. A digest is never
 * taken for a file. Undefined when nothing was given.
 */
export async function trustedRootFile(
  given: string | undefined,
  read: (file: string) => Promise<Uint8Array | undefined>,
): Promise<{ pin: string; root?: { file: string; bytes: Uint8Array } } | undefined> {
  if (given === undefined || given.trim() === "") return undefined;
  const bytes = digest(given) === undefined ? await read(given) : undefined;
  return bytes === undefined ? { pin: trustedRoot(given) } : { pin: sha256(bytes), root: { file: given, bytes } };
}

function digest(given: string): string | undefined {
  const value = given
    .trim()
    .toLowerCase()
    .replace(/^sha256:/, "");
  return /^[0-9a-f]{64}$/.test(value) ? value : undefined;
}

/** What {@link trustedRoot} gives; undefined when nobody says it, which is right before there is any trust. */
export function knownPin(pin: () => string): string | undefined {
  try {
    return pin();
  } catch (error) {
    if (isFault(error, repositoryFaults.TRUSTED_ROOT_NEEDED)) return undefined;
    throw error;
  }
}
