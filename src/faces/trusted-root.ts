import { Fault } from "../tuf/fault.ts";

/** SHA-256 of the trusted root's file as somebody wrote it. Faults `TRUSTED_ROOT_NEEDED`, `TRUSTED_ROOT_INVALID`. */
export function trustedRoot(given: string | undefined): string {
  if (given === undefined || given.trim() === "") throw new Fault("TRUSTED_ROOT_NEEDED");
  const value = given
    .trim()
    .toLowerCase()
    .replace(/^sha256:/, "");
  if (!/^[0-9a-f]{64}$/.test(value)) throw new Fault("TRUSTED_ROOT_INVALID", { value: given.slice(0, 80) });
  return value;
}

/** What {@link trustedRoot} gives; undefined when nobody says it, which is right before there is any trust. */
export function knownPin(pin: () => string): string | undefined {
  try {
    return pin();
  } catch (error) {
    if (error instanceof Fault && error.code === "TRUSTED_ROOT_NEEDED") return undefined;
    throw error;
  }
}
