import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { nodeVerifier } from "../../../src/crypto/node.ts";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import { canonical } from "../../../src/tuf/canonical.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { keyFromRaw, PublicKey } from "../../../src/tuf/key.ts";
import { ecdsa, ed25519, json, type KeyPair, rsa, rsaKey } from "../../support/metadata.ts";
import { verifySignature } from "../../support/verifier.ts";

const data = Buffer.from("what is signed");
const pairs: readonly (readonly [string, KeyPair])[] = [
  ["ed25519", ed25519("key")],
  ["ecdsa", ecdsa()],
  ["rsa", rsa()],
];

/** A key as metadata would list it, under the keyid of its own content. */
function listed(key: object): PublicKey {
  const object = json(key);
  return PublicKey.decode(object, sha256(canonical(object)));
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Fault ? error.code : String(error);
  }
  return "none";
}

const pemOf = (key: KeyObject): string => createPublicKey(key).export({ type: "spki", format: "pem" }).toString();

describe.each(pairs)("a key of type %s", (type, { key, privateKey, sign: signWith }) => {
  const handle = createPublicKey(privateKey);

  test("is the same from PEM, DER, a public and a private key object, and a private PEM", () => {
    const forms = [
      handle.export({ type: "spki", format: "pem" }).toString(),
      handle.export({ type: "spki", format: "der" }),
      handle,
      privateKey,
      privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ];
    for (const form of forms) expect(keyFromOpenssl(form)).toEqual(key);
  });

  test("interop P2: has exactly the three defined members, and their hash as its keyid", () => {
    expect([...key.json.keys()].sort()).toEqual(["keytype", "keyval", "scheme"]);
    expect(key.keyid).toBe(sha256(canonical(key.json)));
    expect(key.keytype).toBe(type);
  });

  test("reads back from metadata as it is", () => {
    expect(PublicKey.decode(key.json, key.keyid)).toEqual(key);
  });

  test("verifies its own signatures, over exactly the bytes signed", () => {
    const signature = signWith(data);
    expect(verifySignature(key, data, signature)).toBe(true);
    for (const bytes of [data.subarray(1), Buffer.concat([data, Buffer.of(0)]), Buffer.alloc(0)]) {
      expect(verifySignature(key, bytes, signature)).toBe(false);
    }
  });

  test("refuses a signature with any byte changed, cut short, lengthened or empty", () => {
    const signature = Buffer.from(signWith(data));
    for (let i = 0; i < signature.length; i++) {
      const bent = Buffer.from(signature);
      bent[i] = (bent[i] ?? 0) ^ 1;
      expect(verifySignature(key, data, bent)).toBe(false);
    }
    for (const bent of [signature.subarray(0, -1), Buffer.concat([signature, Buffer.of(0)]), Buffer.alloc(0)]) {
      expect(verifySignature(key, data, bent)).toBe(false);
    }
  });

  test("refuses every other key's signature", () => {
    for (const [, other] of [...pairs.filter(([name]) => name !== type), [type, another(type)] as const]) {
      expect(verifySignature(key, data, other.sign(data))).toBe(false);
    }
  });

  test("answers a repeated question as it did the first time", () => {
    const good = signWith(data);
    const bad = another(type).sign(data);
    for (let i = 0; i < 2; i++) {
      expect(verifySignature(key, data, good)).toBe(true);
      expect(verifySignature(key, data, bad)).toBe(false);
    }
  });

  test("interop C3: unknown members are kept, and either reading of the keyid is accepted", () => {
    const object = json({ ...Object.fromEntries(key.json), "x-owner": "@somebody" });
    expect(PublicKey.decode(object, key.keyid).json).toBe(object);
    expect(PublicKey.decode(object, sha256(canonical(object))).material).toBe(key.material);
  });

  test("a keyid that is not the hash of the key is refused", () => {
    const wrong = [sha256("another"), "", key.keyid.toUpperCase(), key.keyid.slice(0, 63), "__proto__"];
    for (const keyid of wrong) expect(codeOf(() => PublicKey.decode(key.json, keyid))).toBe("KEY_ID_MISMATCH");
  });

  test("I15: the material is that of the SPKI, whatever the keyid", () => {
    expect(key.material).toBe(sha256(handle.export({ type: "spki", format: "der" })));
    const odd = listed({ ...Object.fromEntries(key.json), note: "the same key" });
    expect(odd.keyid).not.toBe(key.keyid);
    expect(odd.material).toBe(key.material);
  });
});

function another(type: string): KeyPair {
  return type === "ed25519" ? ed25519("another") : type === "ecdsa" ? ecdsa() : rsa("another");
}

describe("ed25519", () => {
  const { key } = ed25519("key");

  test("is made from 32 raw bytes and nothing else", () => {
    expect(keyFromRaw(Buffer.from(key.public, "hex"))).toEqual(key);
    for (const length of [0, 31, 33, 64]) expect(codeOf(() => keyFromRaw(Buffer.alloc(length)))).toBe("KEY_INVALID");
  });

  test.each([
    ["upper case", key.public.toUpperCase()],
    ["too short", key.public.slice(2)],
    ["too long", `${key.public}00`],
    ["a line feed", `${key.public}\n`],
    ["not hex", "x".repeat(64)],
    ["empty", ""],
    ["PEM", pemOf(ed25519("key").privateKey)],
  ])("interop P1: a public value that is %s is refused", (_, value) => {
    const entry = { keytype: "ed25519", scheme: "ed25519", keyval: { public: value } };
    expect(codeOf(() => listed(entry))).toBe("KEY_INVALID");
  });
});

describe("ecdsa", () => {
  const { privateKey, key } = ecdsa();
  const entry = { keytype: "ecdsa", scheme: "ecdsa-sha2-nistp256", keyval: { public: key.public } };

  test("interop P1: a raw r‖s signature is refused, DER is the form", () => {
    const raw = sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" });
    expect(verifySignature(key, data, raw)).toBe(false);
  });

  test("the older name of the key type verifies, and is the same material", () => {
    const older = listed({ ...entry, keytype: "ecdsa-sha2-nistp256" });
    expect(older.material).toBe(key.material);
    expect(verifySignature(older, data, sign("sha256", data, privateKey))).toBe(true);
  });

  test("I15: line ends of the PEM and the form of the point do not make another key", () => {
    const short = compressed(privateKey);
    expect(short).not.toBe(key.public);
    for (const value of [key.public.trimEnd(), key.public.replaceAll("\n", "\r\n"), short]) {
      const same = listed({ ...entry, keyval: { public: value } });
      expect(same.keyid).not.toBe(key.keyid);
      expect(same.material).toBe(key.material);
    }
  });

  test.each(["secp384r1", "secp521r1", "secp256k1"])("curve %s is not P-256", (namedCurve) => {
    const other = generateKeyPairSync("ec", { namedCurve }).privateKey;
    expect(codeOf(() => listed({ ...entry, keyval: { public: pemOf(other) } }))).toBe("KEY_INVALID");
    expect(codeOf(() => keyFromOpenssl(other))).toBe("KEY_UNSUPPORTED");
  });
});

/** The SPKI PEM of an elliptic key with its point written short (SEC 1 §2.3.3). */
function compressed(privateKey: KeyObject): string {
  const { x = "", y = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const odd = (Buffer.from(y, "base64url").at(-1) ?? 0) & 1;
  const header = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex");
  const der = Buffer.concat([header, Buffer.of(2 + odd), Buffer.from(x, "base64url")]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;
}

describe("rsa", () => {
  const { privateKey, key } = rsa();
  const entry = { keytype: "rsa", scheme: "rsassa-pss-sha256", keyval: { public: key.public } };

  test("interop R7: fewer than 2048 bits are refused, from metadata and from a file", () => {
    const weak = rsaKey("weak", 2040);
    expect(codeOf(() => listed({ ...entry, keyval: { public: pemOf(weak) } }))).toBe("KEY_WEAK");
    expect(codeOf(() => keyFromOpenssl(weak))).toBe("KEY_WEAK");
  });

  test("PKCS#1 PEM is refused in metadata and taken from a file, where it becomes SPKI", () => {
    const pkcs1 = createPublicKey(privateKey).export({ type: "pkcs1", format: "pem" }).toString();
    expect(codeOf(() => listed({ ...entry, keyval: { public: pkcs1 } }))).toBe("KEY_INVALID");
    expect(keyFromOpenssl(pkcs1)).toEqual(key);
  });

  test.each([
    ["PSS with another salt", 6, 20],
    ["PSS with the longest salt", 6, 222],
    ["PKCS#1 v1.5", 1, undefined],
  ])("%s does not verify", (_, padding, saltLength) => {
    const signature = sign("sha256", data, {
      key: privateKey,
      padding,
      ...(saltLength !== undefined && { saltLength }),
    });
    expect(verifySignature(key, data, signature)).toBe(false);
  });

  test("a key bound to PSS by its own algorithm name is another kind of key", () => {
    const pss = generateKeyPairSync("rsa-pss", {
      modulusLength: 2048,
      hashAlgorithm: "sha256",
      mgf1HashAlgorithm: "sha256",
    });
    expect(codeOf(() => listed({ ...entry, keyval: { public: pemOf(pss.privateKey) } }))).toBe("KEY_INVALID");
    expect(codeOf(() => keyFromOpenssl(pss.privateKey))).toBe("KEY_UNSUPPORTED");
  });
});

describe("what metadata may list", () => {
  const { key, sign: signWith } = ed25519("key");
  const pem = ecdsa().key.public;

  test.each([
    ["an unknown scheme", { keytype: "ml-dsa", scheme: "ml-dsa-65", keyval: { public: "abc" } }],
    ["a scheme of another key type", { keytype: "rsa", scheme: "ed25519", keyval: { public: key.public } }],
    ["a key type of another scheme", { keytype: "ed25519", scheme: "ecdsa-sha2-nistp256", keyval: { public: pem } }],
    ["a key without a public value", { keytype: "sigstore-oidc", scheme: "Fulcio", keyval: { identity: "a" } }],
  ])("%s is kept, written back unchanged, and never verifies", (_, entry) => {
    const unknown = listed(entry);
    expect(unknown.material).toBeUndefined();
    expect(unknown.json).toEqual(json(entry));
    expect(verifySignature(unknown, data, signWith(data))).toBe(false);
  });

  test.each([
    ["no keytype", { scheme: "ed25519", keyval: { public: key.public } }],
    ["no scheme", { keytype: "ed25519", keyval: { public: key.public } }],
    ["no keyval", { keytype: "ed25519", scheme: "ed25519" }],
    ["keyval a string", { keytype: "ed25519", scheme: "ed25519", keyval: key.public }],
    ["keytype a number", { keytype: 1, scheme: "ed25519", keyval: { public: key.public } }],
    ["public a list", { keytype: "ed25519", scheme: "ed25519", keyval: { public: [key.public] } }],
  ])("%s: not the shape of a key", (_, entry) => {
    expect(codeOf(() => listed(entry))).toBe("METADATA_INVALID");
  });

  test("a key of a known scheme without its public value is refused", () => {
    expect(codeOf(() => listed({ keytype: "ed25519", scheme: "ed25519", keyval: {} }))).toBe("KEY_INVALID");
  });

  test.each([
    ["an ecdsa key under rsa", "rsa", "rsassa-pss-sha256", pem],
    ["an rsa key under ecdsa", "ecdsa", "ecdsa-sha2-nistp256", rsa().key.public],
    ["a damaged PEM", "ecdsa", "ecdsa-sha2-nistp256", pem.replace("MFkw", "AAAA")],
    ["a header alone", "ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN PUBLIC KEY-----"],
    ["a private key", "rsa", "rsassa-pss-sha256", rsa().privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
  ])("%s is refused", (_, keytype, scheme, value) => {
    expect(codeOf(() => listed({ keytype, scheme, keyval: { public: value } }))).toBe("KEY_INVALID");
  });

  test("what is no key at all cannot be taken", () => {
    for (const odd of ["", "nonsense", Buffer.from("nonsense"), Buffer.alloc(0)]) {
      expect(codeOf(() => keyFromOpenssl(odd))).toBe("KEY_INVALID");
    }
    expect(codeOf(() => keyFromOpenssl(generateKeyPairSync("x25519").publicKey))).toBe("KEY_UNSUPPORTED");
  });

  test("a key that was not decoded here verifies nothing", () => {
    const good = signWith(data);
    // @ts-expect-error: a copy has no private member, so that it does not even compile
    expect(verifySignature({ ...key }, data, good)).toBe(false);
    const { material, spki, ...members } = { ...key, material: key.material, spki: key.spki };
    // @ts-expect-error: nor does a look-alike with every member that can be seen
    const lookalike: PublicKey = { ...members, material, spki, is: () => true };
    expect(nodeVerifier().verify(Object.assign(Object.create(PublicKey.prototype), members), data, good)).toBe(false);
    expect(lookalike).toBeDefined();
  });
});
