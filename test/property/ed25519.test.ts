import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ed25519Raw, ed25519Spki, verifyEd25519 } from "../../src/tuf/ed25519.ts";

const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
// The order of the base point, little-endian: S and S + L give the same point.
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes64 = fc.uint8Array({ minLength: 64, maxLength: 64 });
const message = fc.uint8Array({ maxLength: 300 });
const some = { numRuns: 60 };

interface Signed {
  readonly raw: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A key from a seed, and its signature by node:crypto. */
const signed: fc.Arbitrary<Signed> = fc.tuple(bytes32, message).map(([seed, bytes]) => {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), type: "pkcs8", format: "der" });
  const raw = ed25519Raw(createPublicKey(key).export({ type: "spki", format: "der" }));
  return { raw, message: bytes, signature: sign(null, bytes, key) };
});

function nodeVerifies({ raw, message: bytes, signature }: Signed): boolean {
  const key: KeyObject = createPublicKey({ key: Buffer.from(ed25519Spki(raw)), type: "spki", format: "der" });
  return verify(null, bytes, key, signature);
}

function nobleVerifies({ raw, message: bytes, signature }: Signed): boolean {
  return verifyEd25519(raw, bytes, signature);
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe("two independent ed25519 verifiers agree", () => {
  test("both accept what node:crypto signed", () => {
    fc.assert(
      fc.property(signed, (given) => nobleVerifies(given) && nodeVerifies(given)),
      some,
    );
  });

  test("both reject it when any bit of the signature is flipped", () => {
    const [given] = fc.sample(signed, { numRuns: 1, seed: 1 });
    if (given === undefined) throw new Error("no sample");
    for (let bit = 0; bit < 512; bit++) {
      const changed = { ...given, signature: flipped(given.signature, bit) };
      expect([nobleVerifies(changed), nodeVerifies(changed)], `bit ${bit}`).toEqual([false, false]);
    }
  });

  test("both reject it when a bit of the message or of the key is flipped", () => {
    fc.assert(
      fc.property(signed, fc.nat(), (given, at) => {
        const otherKey = { ...given, raw: flipped(given.raw, at % 256) };
        const bits = given.message.length * 8;
        const otherMessage = { ...given, message: bits === 0 ? Uint8Array.of(0) : flipped(given.message, at % bits) };
        return [otherKey, otherMessage].every((changed) => !nobleVerifies(changed) && !nodeVerifies(changed));
      }),
      some,
    );
  });

  test("both reject a signature whose S is not reduced", () => {
    fc.assert(
      fc.property(signed, (given) => {
        const scalar = Buffer.from(given.signature.subarray(32)).reverse().toString("hex");
        const larger = (BigInt(`0x${scalar}`) + order).toString(16).padStart(64, "0");
        const signature = Buffer.concat([given.signature.subarray(0, 32), Buffer.from(larger, "hex").reverse()]);
        const changed = { ...given, signature };
        return !nobleVerifies(changed) && !nodeVerifies(changed);
      }),
      some,
    );
  });

  test("both say the same of arbitrary bytes, and neither throws", () => {
    fc.assert(
      fc.property(bytes32, message, bytes64, (raw, bytes, signature) => {
        const given = { raw, message: bytes, signature };
        return nobleVerifies(given) === nodeVerifies(given);
      }),
      some,
    );
  });
});

test("input of the wrong length verifies nothing and does not throw", () => {
  const part = fc.uint8Array({ maxLength: 70 });
  fc.assert(
    fc.property(part, message, part, (raw, bytes, signature) => !verifyEd25519(raw, bytes, signature)),
    some,
  );
});

test("a key of small order, under which one signature fits many messages, verifies nothing", () => {
  const identity = Uint8Array.from([1, ...new Array<number>(31).fill(0)]);
  const signature = Uint8Array.from([...identity, ...new Array<number>(32).fill(0)]);
  fc.assert(
    fc.property(message, (bytes) => !verifyEd25519(identity, bytes, signature)),
    some,
  );
});
