import { hasher } from "../tuf/digest.ts";
import type { Verifier } from "../tuf/verifier.ts";

/**
 * The same answers, and those of the last `limit` to twice as many questions without asking again. A worker meets one signature three times:
 * when it loads, when it seals, when it rehearses a client. Verification is pure, so remembering by a digest of all that goes in changes
 * nothing but the time.
 */
export function remembering(verifier: Verifier, limit: number): Verifier {
  let recent = new Map<string, boolean>();
  let older: ReadonlyMap<string, boolean> = new Map();
  return {
    verify(key, payload, signature) {
      if (key.material === undefined) return false;
      const question = hasher("sha256")
        .update(encoder.encode(`${key.material} ${key.scheme} ${signature.length} `))
        .update(signature)
        .update(payload)
        .digest();
      const answer = recent.get(question) ?? older.get(question) ?? verifier.verify(key, payload, signature);
      if (recent.size >= limit) {
        older = recent;
        recent = new Map();
      }
      recent.set(question, answer);
      return answer;
    },
  };
}

const encoder = new TextEncoder();
