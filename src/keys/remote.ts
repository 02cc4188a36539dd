import type { Fault } from "../base/fault.ts";
import type { PublicKey } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";
import { keysFaults } from "./faults.ts";

/**
 * A signer whose private key is elsewhere: in an agent, a token, a service. `signRaw` asks there and resolves to the form that
 * {@link Signer} promises. `close` is called once, at the first disposal. `sign` faults `SIGNER_CLOSED` after it, and as `signRaw` does.
 */
export function remoteSigner(
  key: PublicKey,
  signRaw: (bytes: Uint8Array) => Promise<Uint8Array>,
  close: () => Promise<void> = async () => {},
): Signer {
  let closing: Promise<void> | undefined;
  return {
    key,
    async sign(bytes) {
      if (closing !== undefined) throw keysFaults.SIGNER_CLOSED({ keyid: key.keyid });
      return new Uint8Array(await signRaw(bytes));
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

/**
 * DER of an ECDSA signature that came as r and s, each with the same number of bytes (PKCS#11, JWS, IEEE P1363). Faults
 * `SIGNER_ANSWER_INVALID` when it is not the length of a P-256 signature.
 */
export function derFromRaw(raw: Uint8Array): Uint8Array {
  if (raw.length !== 64) throw answerInvalid(`an ECDSA signature has 64 bytes, not ${raw.length}`);
  return derFromIntegers(raw.subarray(0, 32), raw.subarray(32));
}

/** DER of an ECDSA signature from r and s as big-endian magnitudes, at most 32 bytes each beside leading zeros. */
export function derFromIntegers(r: Uint8Array, s: Uint8Array): Uint8Array {
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/** A key service answered with something that it must not. `reason` in words of ours, never with what it sent. */
export function answerInvalid(reason: string): Fault {
  return keysFaults.SIGNER_ANSWER_INVALID({ reason });
}

/** X.690 §8.3: the fewest bytes, and a leading zero where the first bit would make it negative. */
function derInteger(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.of(0) : magnitude.subarray(first);
  if (digits.length > 32) throw answerInvalid("an integer of an ECDSA signature is too long");
  const padded = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.of(0x02, padded.length), padded]);
}
