import { createPublicKey } from "node:crypto";
import { Fault } from "../../base/fault.ts";
import { ed25519Spki } from "../../tuf/ed25519.ts";
import { tufFaults } from "../../tuf/faults.ts";
import { hiddenWeakness, weakness } from "../../tuf/key-strength.ts";
import { type KeyNumbers, readSpki } from "../../tuf/spki.ts";

/** Keys of one list that are looked at for what takes time to see. A longer list is not one of people, and would keep a client busy for minutes. */
const mostJudged = 64;
/** Types of keys that TUF clients do not share, and that nothing is wrong with. */
const unjudged: ReadonlySet<string> = new Set([
  "secp384r1",
  "secp521r1",
  "ed448",
  "ml-dsa-44",
  "ml-dsa-65",
  "ml-dsa-87",
]);

/**
 * Faults `METADATA_KEY_WEAK` when the metadata of `role` lists a key that must not count (T87), in any form that OpenSSL reads. For files that
 * another client has verified: it counts whatever OpenSSL verifies, and reads more forms than Kaprien does. Those stay its own business.
 */
export function requireSoundKeys(role: string, bytes: Uint8Array): void {
  // As that client reads it: of two members with one name, the last.
  const { signed } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { signed?: Signed };
  for (const keys of [signed?.keys, signed?.delegations?.keys]) {
    const list = Object.entries(keys ?? {});
    for (const [keyid, key] of list) {
      const reason = reasonAgainst(key?.keyval?.public, list.length <= mostJudged);
      if (reason !== undefined) throw tufFaults.METADATA_KEY_WEAK({ file: `${role}.json`, role, keyid, reason });
    }
  }
}

type Keys = Readonly<Record<string, { readonly keyval?: { readonly public?: unknown } } | undefined>>;

interface Signed {
  readonly keys?: Keys;
  readonly delegations?: { readonly keys?: Keys };
}

function reasonAgainst(value: unknown, closely: boolean): string | undefined {
  const numbers = typeof value === "string" ? numbersIn(value) : undefined;
  if (numbers === "unreadable") return "it is in a form that cannot be judged";
  if (numbers?.kind === "other")
    return unjudged.has(numbers.type) ? undefined : `it is of the type ${numbers.type}, which clients do not share`;
  return numbers && (weakness(numbers) ?? (closely ? hiddenWeakness(numbers) : undefined));
}

/** The key in PEM or in hex; undefined for what OpenSSL does not read as a key either, so that nothing is signed by it. */
function numbersIn(value: string): KeyNumbers | "unreadable" | undefined {
  const der = spkiIn(value);
  if (der === undefined) return undefined;
  try {
    return readSpki(der);
  } catch (error) {
    if (error instanceof Fault) return "unreadable";
    throw error;
  }
}

function spkiIn(value: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(value)) return ed25519Spki(Buffer.from(value, "hex"));
  if (!value.startsWith("-----BEGIN ")) return undefined;
  try {
    return createPublicKey(value).export({ type: "spki", format: "der" });
  } catch {
    return undefined;
  }
}
