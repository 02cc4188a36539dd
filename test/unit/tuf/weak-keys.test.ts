import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { Point } from "@noble/ed25519";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { readPublicKey } from "../../../src/keys/file/public-key.ts";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import { canonical } from "../../../src/tuf/canonical.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { keyFromPoint, keyFromRaw, PublicKey } from "../../../src/tuf/key.ts";
import { json, rsaKey } from "../../support/metadata.ts";
import { verifySignature } from "../../support/verifier.ts";
import {
  forgeableKeys,
  honestNumbers,
  integer,
  inverse,
  knownPrime,
  littleEndian,
  nothing,
  oid,
  order,
  pemOf,
  pointSpki,
  pssSignature,
  rsaSpki,
  smallOrderPoints,
  spki,
  tlv,
} from "../../support/weak-keys.ts";

const data = Buffer.from("what is signed");

/** A key as metadata lists it, under its own hash. */
function listed(keytype: string, scheme: string, value: string): PublicKey {
  const object = json({ keytype, scheme, keyval: { public: value } });
  return PublicKey.decode(object, sha256(canonical(object)));
}
const rsaListed = (der: Uint8Array): PublicKey => listed("rsa", "rsassa-pss-sha256", pemOf(der));
const ecListed = (der: Uint8Array): PublicKey => listed("ecdsa", "ecdsa-sha2-nistp256", pemOf(der));
const edListed = (raw: Uint8Array): PublicKey => listed("ed25519", "ed25519", Buffer.from(raw).toString("hex"));
const read = (text: string): PublicKey => readPublicKey(Buffer.from(text));

/** The code and the reason of a refusal. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === "KEY_WEAK") expect(error.data["keyid"]).toMatch(/^[0-9a-f]{64}$/);
    return `${error.code} ${error.data["reason"] ?? error.data["type"] ?? ""}`;
  }
  return "taken";
}

const { modulus, point } = honestNumbers();
const e = 65_537n;

describe("T87: RSA keys", () => {
  const weak: readonly (readonly [string, bigint, bigint, RegExp])[] = [
    ["an exponent of 1", modulus, 1n, /exponent is 1, so anybody/],
    ["an exponent of 0", modulus, 0n, /exponent is 0, an even/],
    ["an exponent of 2", modulus, 2n, /exponent is 2, an even/],
    ["an even exponent", modulus, 65_536n, /exponent is 65536, an even/],
    ["an exponent that Go does not read", modulus, 2n ** 31n + 1n, /above 2147483647/],
    ["an exponent as large as the modulus", modulus, modulus, /above 2147483647/],
    ["an even exponent of 2048 bits", modulus, modulus - 1n, /above 2147483647/],
    ["1024 bits", knownPrime("modp2"), e, /has 1024 bits/],
    ["2047 bits", modulus >> 1n, e, /has 2047 bits/],
    ["no bits", 0n, e, /has 1 bits/],
    ["8193 bits", (1n << 8192n) + 1n, e, /has 8193 bits/],
    ["16384 bits", knownPrime("modp18") ** 2n, e, /has 16384 bits/],
    ["an even modulus", modulus + 1n, e, /divisible by 2,/],
    ["a power of two", 1n << 2047n, e, /divisible by 2,/],
    ["a modulus divisible by 3", 3n * knownPrime("modp14"), e, /divisible by 3,/],
    ["a modulus divisible by 751", 751n * knownPrime("modp14"), e, /divisible by 751,/],
  ];

  test.each(weak)("%s: refused in metadata, and in every file that a person gives", (_, n, exponent, reason) => {
    const der = rsaSpki(n, exponent);
    const ends: readonly (() => unknown)[] = [
      () => rsaListed(der),
      () => keyFromOpenssl(der),
      () => read(pemOf(der)),
      () => read(JSON.stringify({ keytype: "rsa", scheme: "rsassa-pss-sha256", keyval: { public: pemOf(der) } })),
      () => read(pemOf(tlv(0x30, integer(n), integer(exponent)), "RSA PUBLIC KEY")),
    ];
    for (const end of ends) {
      expect(refusal(end)).toMatch(/^KEY_WEAK /);
      expect(refusal(end)).toMatch(reason);
    }
  });

  test.each(forgeableKeys().map((key) => [key.name, key] as const))(
    "%s: OpenSSL takes a signature that nobody's private key made; here it counts nowhere",
    (_, { modulus: n, exponent, forged }) => {
      const der = rsaSpki(n, exponent);
      const signature = pssSignature(data, n, forged);
      const handle = createPublicKey({ key: der, format: "der", type: "spki" });
      expect(verify("sha256", data, { key: handle, padding: 6, saltLength: 32 }, signature)).toBe(true);
      expect(refusal(() => keyFromOpenssl(der))).toMatch(/^KEY_WEAK/);
      let key: PublicKey | undefined;
      // The last two sorts take a while to tell from a good modulus: a list of keys is read without that.
      expect(refusal(() => (key = rsaListed(der)))).toMatch(/^KEY_WEAK|^taken/);
      expect(key !== undefined && verifySignature(key, data, signature)).toBe(false);
    },
  );

  test("an exponent of 3 counts where it is listed, and is nothing for a new key", () => {
    const privateKey = rsaKey("old", 2048, 3);
    const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const { n = "", d = "" } = privateKey.export({ format: "jwk" });
    const number = (text: string): bigint => BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
    expect(verifySignature(rsaListed(der), data, pssSignature(data, number(n), number(d)))).toBe(true);
    for (const end of [() => keyFromOpenssl(der), () => read(pemOf(der))])
      expect(refusal(end)).toBe("KEY_WEAK its RSA exponent is 3, and a new key has at least 65537");
    expect(keyFromOpenssl(privateKey, "listed").keyid).toBe(rsaListed(der).keyid);
  });

  test("2048 and 8192 bits are taken, and so is every odd exponent in between", () => {
    expect(rsaListed(rsaSpki(knownPrime("modp18"), 65_539n)).material).toBeDefined();
    expect(keyFromOpenssl(rsaSpki(modulus, 2n ** 31n - 1n)).keytype).toBe("rsa");
  });

  const numbers = tlv(0x30, integer(modulus), integer(e));
  const padded = Buffer.concat([Buffer.of(0, 0), Buffer.from(modulus.toString(16), "hex")]);
  test.each([
    ["bytes after the end", Buffer.concat([rsaSpki(modulus, e), nothing])],
    ["bytes after the numbers", spki([oid.rsa, nothing], Buffer.concat([numbers, nothing]))],
    ["a third number", spki([oid.rsa, nothing], tlv(0x30, integer(modulus), integer(e), integer(e)))],
    ["no parameters", spki([oid.rsa], numbers)],
    ["a negative modulus", spki([oid.rsa, nothing], tlv(0x30, tlv(2, Buffer.alloc(256, 0xff)), integer(e)))],
    ["a modulus with needless zeros", spki([oid.rsa, nothing], tlv(0x30, tlv(2, padded), integer(e)))],
    ["an empty integer", spki([oid.rsa, nothing], tlv(0x30, tlv(2), integer(e)))],
    [
      "a length in more bytes than it takes",
      Buffer.concat([Buffer.of(0x30, 0x83, 0), rsaSpki(modulus, e).subarray(2)]),
    ],
    [
      "a length without an end",
      Buffer.concat([Buffer.of(0x30, 0x80), rsaSpki(modulus, e).subarray(4), Buffer.of(0, 0)]),
    ],
    ["cut off", rsaSpki(modulus, e).subarray(0, -1)],
  ])("%s: one key has one form, so this one is not read", (_, der) => {
    for (const end of [() => rsaListed(der), () => keyFromOpenssl(der)]) expect(refusal(end)).toMatch(/^KEY_INVALID/);
  });
});

describe("T87: P-256 keys", () => {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const odd = (y.at(-1) ?? 0) & 1;
  const field = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
  const offCurve = Buffer.concat([Buffer.of(4), x, Buffer.alloc(32, 1)]);

  test.each([
    ["a point off the curve", offCurve],
    ["a compressed point off the curve", Buffer.concat([Buffer.of(2), littleEndian(1n).reverse()])],
    ["a coordinate beyond the field", Buffer.concat([Buffer.of(2), Buffer.from((field + 5n).toString(16), "hex")])],
    ["both coordinates zero", Buffer.concat([Buffer.of(4), Buffer.alloc(64)])],
    ["the hybrid form", Buffer.concat([Buffer.of(6 + odd), x, y])],
    ["no point", Buffer.alloc(0)],
    ["half a point", point.subarray(0, 33)],
    ["the point at infinity, about which Node 20 cannot even be asked", Buffer.of(0)],
  ])("%s is refused wherever it comes from", (_, bytes) => {
    const der = pointSpki(bytes);
    for (const end of [() => ecListed(der), () => keyFromOpenssl(der), () => read(pemOf(der))])
      expect(refusal(end)).toMatch(/^KEY_WEAK its point is /);
    expect(refusal(() => keyFromPoint(bytes))).toMatch(/^KEY_INVALID/);
  });

  test("the same point long and short is one key", () => {
    const short = pointSpki(Buffer.concat([Buffer.of(2 + odd), x]));
    expect(keyFromOpenssl(short)).toEqual(keyFromOpenssl(pointSpki(point)));
    expect(ecListed(short).material).toBe(ecListed(pointSpki(point)).material);
    expect(keyFromPoint(Buffer.concat([Buffer.of(2 + odd), x]))).toEqual(keyFromPoint(point));
  });

  /** P-256 spelt out, with another base point: whoever picks that has the private key of any public key (CVE-2020-0601). */
  const spelt = (base: Uint8Array): Uint8Array => {
    const hex = (text: string): Buffer => Buffer.from(text, "hex");
    const a = field - 3n;
    const b = hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    const size = integer(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n);
    const prime = tlv(0x30, hex("06072a8648ce3d0101"), integer(field));
    const curve = tlv(0x30, tlv(4, hex(a.toString(16))), tlv(4, b));
    return tlv(0x30, integer(1n), prime, curve, tlv(4, base), size, integer(1n));
  };

  test.each([
    ["a curve that is spelt out", pointSpki(point, spelt(point))],
    ["no curve", spki([oid.ec], point)],
    ["a curve by reference to nothing", pointSpki(point, nothing)],
    ["two curves", spki([oid.ec, oid.p256, oid.p256], point)],
  ])("%s: not read", (_, der) => {
    for (const end of [() => ecListed(der), () => keyFromOpenssl(der)]) expect(refusal(end)).toMatch(/^KEY_INVALID/);
  });

  test("P-384 is another kind of key, also under the name of P-256", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).publicKey;
    const der = other.export({ type: "spki", format: "der" });
    expect(refusal(() => keyFromOpenssl(der))).toMatch(/^KEY_UNSUPPORTED/);
    expect(refusal(() => ecListed(der))).toBe("KEY_INVALID the public value is not a ecdsa-sha2-nistp256 key");
    // The point of one with the name of the other.
    expect(refusal(() => ecListed(pointSpki(point, oid.p384)))).toMatch(/^KEY_INVALID/);
    expect(refusal(() => ecListed(pointSpki(Buffer.concat([Buffer.of(4), Buffer.alloc(96, 1)]))))).toMatch(/^KEY_WEAK/);
  });
});

describe("T87: ed25519 keys", () => {
  const p = 2n ** 255n - 19n;
  const small = smallOrderPoints().map((each) => Buffer.from(each.toBytes()));

  test("the eight points of small order are eight", () => {
    expect(new Set(small.map(String)).size).toBe(8);
  });

  test.each(small.map((raw) => raw.toString("hex")))("%s, of small order, is refused", (hex) => {
    const raw = Buffer.from(hex, "hex");
    const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
    const object = { keytype: "ed25519", scheme: "ed25519", keyval: { public: hex } };
    for (const end of [
      () => edListed(raw),
      () => keyFromRaw(raw),
      () => keyFromOpenssl(der),
      () => read(pemOf(der)),
      () => read(JSON.stringify(object)),
    ])
      expect(refusal(end)).toMatch(/^KEY_WEAK its point is one of the eight of small order/);
    // What the refusal keeps out: some S·B, S is a signature, although nobody chose the key. Only newer versions of OpenSSL refuse it.
    expect(smallScalars().some((s) => fits(raw, s))).toBe(true);
  });

  const beyond = Array.from({ length: 19 }, (_, y) => BigInt(y)).flatMap((y) =>
    [0, 1].map((sign) => littleEndian(y + p, sign)),
  );
  const odd: readonly (readonly [string, Buffer])[] = [
    ...beyond.map((raw) => [`${raw.toString("hex")}, not reduced,`, raw] as const),
    ["the neutral point with a sign", littleEndian(1n, 1)],
    ["the point of order two with a sign", littleEndian(p - 1n, 1)],
    ["a number that is no point", littleEndian(2n)],
    ["all ones", Buffer.alloc(32, 0xff)],
  ];

  test.each(odd)("%s is refused", (_, raw) => {
    for (const end of [() => edListed(raw), () => keyFromRaw(raw)])
      expect(refusal(end)).toMatch(/^KEY_WEAK its bytes are not a point/);
  });

  test.each([
    ["parameters", spki([oid.ed25519, nothing], Buffer.alloc(32, 5))],
    ["too few bytes", spki([oid.ed25519], Buffer.alloc(31, 5))],
    ["unused bits", tlv(0x30, tlv(0x30, oid.ed25519), tlv(3, Buffer.of(1), Buffer.alloc(32, 4)))],
  ])("SPKI with %s is not read", (_, der) => {
    expect(refusal(() => keyFromOpenssl(der))).toMatch(/^KEY_INVALID/);
  });
});

function smallScalars(): readonly bigint[] {
  return Array.from({ length: 100 }, (_, index) => BigInt(index + 1));
}

/** Whether R = S·B and S sign the data by the equation of RFC 8032 §5.1.7: S·B = R + k·A, so that k·A is the neutral point. */
function fits(raw: Uint8Array, s: bigint): boolean {
  const challenge = createHash("sha512").update(Point.BASE.multiply(s).toBytes()).update(raw).update(data).digest();
  const k = BigInt(`0x${challenge.reverse().toString("hex")}`) % order;
  return Point.fromBytes(new Uint8Array(raw)).multiply(k, false).is0();
}

describe("PEM", () => {
  const der = rsaSpki(modulus, e);
  const pem = pemOf(der);
  const other = pemOf(pointSpki(point));
  const wrong: readonly (readonly [string, string])[] = [
    ["text before it", `a key:\n${pem}`],
    ["text after it", `${pem}a key\n`],
    ["a second block after it", pem + other],
    ["the same block twice", pem + pem],
    ["a header inside", pem.replace("KEY-----\n", "KEY-----\nComment: a key\n\n")],
    ["another name at its end", pem.replace("END PUBLIC KEY", "END RSA PUBLIC KEY")],
    ["the name of a certificate", pemOf(der, "CERTIFICATE")],
    ["bits beyond the last byte", other.replace(/.==/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}==`)],
    ["SPKI called PKCS#1", pemOf(der, "RSA PUBLIC KEY")],
    ["PKCS#1 called SPKI", pemOf(tlv(0x30, integer(modulus), integer(e)))],
    ["no base64", pem.replace(/[a-z]/, "*")],
  ];

  test.each(wrong)("interop P1: %s: refused in metadata and in a file", (_, text) => {
    for (const [keytype, scheme] of [
      ["rsa", "rsassa-pss-sha256"],
      ["ecdsa", "ecdsa-sha2-nistp256"],
    ] as const)
      expect(refusal(() => listed(keytype, scheme, text))).toMatch(/^KEY_INVALID/);
    expect(refusal(() => read(text))).toMatch(/^KEY_(?:INVALID|UNSUPPORTED)/);
  });

  test("PKCS#1 is read from a file, where it becomes SPKI, and is not read in metadata", () => {
    const pkcs1 = pemOf(tlv(0x30, integer(modulus), integer(e)), "RSA PUBLIC KEY");
    expect(read(pkcs1).public).toBe(pem);
    expect(refusal(() => listed("rsa", "rsassa-pss-sha256", pkcs1))).toMatch(
      /^KEY_INVALID .*PUBLIC KEY \(SPKI\) is expected/,
    );
  });

  test("an RSA key that names PSS as its algorithm is read by some clients only, so it is refused", () => {
    const bound = spki([oid.rsaPss], tlv(0x30, integer(modulus), integer(e)));
    expect(refusal(() => keyFromOpenssl(bound))).toMatch(/^KEY_UNSUPPORTED RSA keys are given as plain RSA/);
    expect(refusal(() => rsaListed(bound))).toMatch(/^KEY_INVALID/);
  });
});

test("the inverse by which the tests forge is one", () => {
  expect((inverse(e, order) * e) % order).toBe(1n);
});
