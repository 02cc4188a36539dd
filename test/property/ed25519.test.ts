import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { hashes, Point, verify } from "@noble/ed25519";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFault } from "../../src/base/fault.ts";
import { webVerifier } from "../../src/crypto/web.ts";
import { canonical } from "../../src/tuf/canonical.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { tufFaults } from "../../src/tuf/faults.ts";
import { keyFromRaw, PublicKey } from "../../src/tuf/key.ts";
import { json } from "../support/metadata.ts";
import { runs } from "../support/runs.ts";
import { verifySignature } from "../support/verifier.ts";
import { littleEndian, order, smallOrderPoints } from "../support/weak-keys.ts";

// The oracle: an implementation that shares nothing with the one that verifies here, which is OpenSSL's.
const sha512 = (message: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha512").update(message).digest());
hashes.sha512 = sha512;

const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes64 = fc.uint8Array({ minLength: 64, maxLength: 64 });
const message = fc.uint8Array({ maxLength: 300 });
const some = runs(60);

interface Signed {
  readonly raw: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A key from a seed, and its signature by node:crypto. */
const signed: fc.Arbitrary<Signed> = fc.tuple(bytes32, message).map(([seed, bytes]) => {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), type: "pkcs8", format: "der" });
  const raw = createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-32);
  return { raw, message: bytes, signature: sign(null, bytes, key) };
});

/** Whether a signature counts where the key is listed. */
function counts({ raw, message: bytes, signature }: Signed): boolean {
  const object = json({ keytype: "ed25519", scheme: "ed25519", keyval: { public: Buffer.from(raw).toString("hex") } });
  try {
    return verifySignature(PublicKey.decode(object, sha256(canonical(object))), bytes, signature);
  } catch (error) {
    if (isFault(error, tufFaults.KEY_WEAK)) return false;
    throw error;
  }
}

/** The same by the verifier for browsers, which shares no code with the other and asks the same equation. */
function countsInBrowser({ raw, message: bytes, signature }: Signed): boolean {
  const object = json({ keytype: "ed25519", scheme: "ed25519", keyval: { public: Buffer.from(raw).toString("hex") } });
  try {
    return webVerifier().verify(PublicKey.decode(object, sha256(canonical(object))), bytes, signature);
  } catch (error) {
    if (isFault(error, tufFaults.KEY_WEAK)) return false;
    throw error;
  }
}

function oracle({ raw, message: bytes, signature }: Signed): boolean {
  const [key, text, signs] = [raw, bytes, signature].map((each) => new Uint8Array(each));
  if (key === undefined || text === undefined || signs === undefined) return false;
  return verify(signs, text, key, { zip215: false });
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe("two independent ed25519 verifiers agree", () => {
  test("both accept what node:crypto signed", () => {
    fc.assert(
      fc.property(signed, (given) => oracle(given) && counts(given)),
      some,
    );
  });

  test("both reject it when any bit of the signature is flipped", () => {
    const [given] = fc.sample(signed, { ...runs(1), seed: 1 });
    if (given === undefined) throw new Error("no sample");
    for (let bit = 0; bit < 512; bit++) {
      const changed = { ...given, signature: flipped(given.signature, bit) };
      expect([oracle(changed), counts(changed)], `bit ${bit}`).toEqual([false, false]);
    }
  });

  test("both reject it when a bit of the message or of the key is flipped", () => {
    fc.assert(
      fc.property(signed, fc.nat(), (given, at) => {
        const otherKey = { ...given, raw: flipped(given.raw, at % 256) };
        const bits = given.message.length * 8;
        const otherMessage = { ...given, message: bits === 0 ? Uint8Array.of(0) : flipped(given.message, at % bits) };
        return [otherKey, otherMessage].every((changed) => !oracle(changed) && !counts(changed));
      }),
      some,
    );
  });

  test("T87: both reject a signature whose S is not reduced, by whatever multiple of the order", () => {
    fc.assert(
      fc.property(signed, fc.integer({ min: 1, max: 14 }), (given, times) => {
        const scalar = numberOf(given.signature.subarray(32));
        const larger = littleEndian(scalar + BigInt(times) * order);
        const changed = { ...given, signature: Buffer.concat([given.signature.subarray(0, 32), larger]) };
        return !oracle(changed) && !counts(changed);
      }),
      some,
    );
  });

  test("both say the same of arbitrary bytes, and neither throws", () => {
    fc.assert(
      fc.property(bytes32, message, bytes64, (raw, bytes, signature) => {
        const given = { raw, message: bytes, signature };
        return oracle(given) === counts(given);
      }),
      some,
    );
  });

  test("input of the wrong length verifies nothing and does not throw", () => {
    const part = fc.uint8Array({ maxLength: 70 }).filter(({ length }) => length !== 64);
    fc.assert(
      fc.property(signed, part, (given, signature) => !counts({ ...given, signature })),
      some,
    );
  });
});

describe("the verifiers of Node and of browsers agree", () => {
  /** A signature as it was made, or with some bit of it, of the message or of S changed. */
  const bent = fc
    .tuple(signed, fc.constantFrom("nothing", "signature", "message", "scalar"), fc.nat())
    .map(([given, what, at]): Signed => {
      if (what === "signature") return { ...given, signature: flipped(given.signature, at % 512) };
      if (what === "message") return { ...given, message: flipped(Uint8Array.of(0, ...given.message), at % 8) };
      if (what === "nothing") return given;
      const larger = littleEndian(numberOf(given.signature.subarray(32)) + BigInt(1 + (at % 14)) * order);
      return { ...given, signature: Buffer.concat([given.signature.subarray(0, 32), larger]) };
    });

  test("about what was signed, and about whatever is made of it", () => {
    fc.assert(
      fc.property(bent, (given) => counts(given) === countsInBrowser(given)),
      some,
    );
  });

  test("about arbitrary bytes, of any length", () => {
    fc.assert(
      fc.property(bytes32, message, fc.uint8Array({ maxLength: 70 }), (raw, bytes, signature) => {
        const given = { raw, message: bytes, signature };
        return counts(given) === countsInBrowser(given);
      }),
      some,
    );
  });
});

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

/** A signature that anybody can make who knows `secret`, with a part of small order added to the key, to R, or to both. */
function grind(
  secret: bigint,
  parts: { readonly key: Point; readonly nonce: Point },
  fits: (signed: Signed) => boolean,
): Signed {
  const raw = Point.BASE.multiply(secret).add(parts.key).toBytes();
  for (let nonce = 1n; nonce <= 200n; nonce++) {
    const commitment = Point.BASE.multiply(nonce).add(parts.nonce).toBytes();
    const text = Buffer.from("what is signed");
    const challenge = numberOf(sha512(Buffer.concat([commitment, raw, text]))) % order;
    const scalar = (nonce + challenge * secret) % order;
    const given = { raw, message: text, signature: Buffer.concat([commitment, littleEndian(scalar)]) };
    if (fits(given)) return given;
  }
  throw new Error("no nonce fits");
}

describe("T87: points with a part of small order", () => {
  const secret = 0x1234567890abcdefn;
  const [neutral, ...parts] = smallOrderPoints();
  if (neutral === undefined) throw new Error("no neutral point");

  test("a signature that only a verifier accepts that clears the cofactor does not count, as at most clients", () => {
    for (const part of parts) {
      const given = grind(secret, { key: neutral, nonce: part }, () => true);
      expect([oracle(given), counts(given), countsInBrowser(given)]).toEqual([true, false, false]);
    }
  });

  test("I15: seven more keys that fit one secret are refused when they are new, and count nowhere", () => {
    for (const part of parts) {
      const given = grind(secret, { key: part, nonce: neutral }, oracle);
      expect(() => keyFromRaw(given.raw)).toThrow(expect.objectContaining({ code: "KEY_WEAK" }));
      expect([counts(given), countsInBrowser(given)]).toEqual([false, false]);
    }
    expect(counts(grind(secret, { key: neutral, nonce: neutral }, () => true))).toBe(true);
  });
});
