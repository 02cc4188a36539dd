import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "../../../src/base/fault.ts";
import { proveSigner } from "../../../src/keys/keyring.ts";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import { provider } from "../../../src/keys/pkcs11/pkcs11.ts";
import { formatTokenUri, parseTokenUri } from "../../../src/keys/pkcs11/uri.ts";
import { derFromIntegers, derFromRaw } from "../../../src/keys/remote.ts";
import { verifiedSigner } from "../../../src/keys/verified-signer.ts";
import { faultOf, printedForms, secretSource, shared } from "../../support/signer-contract.ts";
import { verifier, verifySignature } from "../../support/verifier.ts";
import { honestNumbers, smallOrderPoints } from "../../support/weak-keys.ts";

interface FakeObject {
  readonly attributes: ReadonlyMap<number, number | Buffer>;
  sign?(bytes: Buffer): Buffer;
}

interface FakeToken {
  info: { label: string; serialNumber: string; manufacturerID: string; model: string };
  flags: number;
  pin: string | undefined;
  tries: number;
  most: number;
  objects: FakeObject[];
}

interface Fake {
  readonly world: { tokens: FakeToken[]; tried: (string | undefined)[]; running: number };
  failure(name: string, code: number): Error;
}

const pin = "4711-0815-2342";
const uri = "pkcs11:token=work;object=release?module-path=/fake/token.so";
const message = Buffer.from("what is signed");
const setUp = 0x4 | 0x400;
const keypad = 0x100;
const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const other = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
let directory: string;
let fake: Fake;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kaprien-token-"));
  const folder = join(directory, "node_modules/pkcs11js");
  await mkdir(folder, { recursive: true });
  await cp("test/support/fake-token.cjs", join(folder, "index.js"));
  fake = createRequire(join(directory, "package.json"))("pkcs11js") as Fake;
});

afterAll(() => rm(directory, { recursive: true, force: true }));

beforeEach(() => {
  fake.world.tokens = [token()];
  fake.world.tried = [];
  expect(fake.world.running).toBe(0);
});

function token(changes: Partial<FakeToken> = {}): FakeToken {
  return {
    info: {
      label: "work".padEnd(32),
      serialNumber: "1\0\0",
      manufacturerID: "nobody".padEnd(32),
      model: "fake".padEnd(16),
    },
    flags: setUp,
    pin,
    tries: 3,
    most: 3,
    objects: [privateHalf(), publicHalf(pair.publicKey)],
    ...changes,
  };
}

function ulong(value: number): Buffer {
  return Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
}

function privateHalf(signing?: (bytes: Buffer) => Buffer, id = "01", label = "release"): FakeObject {
  return {
    attributes: new Map<number, number | Buffer>([
      [0, 3],
      [3, Buffer.from(label)],
      [0x102, Buffer.from(id, "hex")],
    ]),
    sign: signing ?? ((digest) => signedDigest(pair.privateKey, digest)),
  };
}

function publicHalf(key: KeyObject, id = "01", label = "release"): FakeObject {
  const point = key.export({ type: "spki", format: "der" }).subarray(-65);
  return {
    attributes: new Map<number, number | Buffer>([
      [0, 2],
      [3, Buffer.from(label)],
      [0x100, ulong(3)],
      [0x102, Buffer.from(id, "hex")],
      [0x180, Buffer.from("06082a8648ce3d030107", "hex")],
      [0x181, Buffer.concat([Buffer.of(4, 65), point])],
    ]),
  };
}

function rsaHalf(exponent: bigint): FakeObject {
  const { attributes } = publicHalf(pair.publicKey);
  const numbers = new Map([...attributes].filter(([type]) => type !== 0x180 && type !== 0x181));
  numbers.set(0x100, ulong(0));
  numbers.set(0x120, Buffer.from(honestNumbers().modulus.toString(16), "hex"));
  return { attributes: numbers.set(0x122, Buffer.of(Number(exponent))) };
}

function edwardsHalf(raw: Buffer): FakeObject {
  const { attributes } = publicHalf(pair.publicKey);
  const numbers = new Map(attributes).set(0x100, ulong(0x40)).set(0x180, Buffer.from("06032b6570", "hex"));
  return { attributes: numbers.set(0x181, Buffer.concat([Buffer.of(4, 32), raw])) };
}

/** What a token's ECDSA makes of a digest; here of the one message there is, as Node signs no digests. */
function signedDigest(key: KeyObject, _digest: Buffer): Buffer {
  return sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });
}

function person(...answers: readonly string[]): ReturnType<typeof secretSource> {
  return secretSource(new Map([["KAPRIEN_PKCS11JS", directory]]), answers);
}

describe("a PIN", () => {
  test("is asked for once when it is right, and is in nothing that can be printed", async () => {
    const { asked, secrets } = person(pin);
    await using signer = await provider.open(uri, secrets);
    expect(signer.key).toEqual(keyFromOpenssl(pair.publicKey));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    expect(asked).toEqual([[uri, 1]]);
    expect(shared(printedForms(signer), pin)).toBe(false);
  });

  test.each<[string, Partial<FakeToken>, string[], string, number]>([
    ["nobody knows it", {}, [], "SIGNER_PASSPHRASE_NEEDED", 0],
    ["it is empty", {}, [""], "SIGNER_PASSPHRASE_NEEDED", 0],
    ["a variable has a wrong one", {}, ["1"], "SIGNER_PIN_WRONG", 1],
    ["a variable has the same wrong one again", {}, ["1", "1"], "SIGNER_PIN_WRONG", 1],
    ["two are wrong", { tries: 9, most: 9 }, ["1", "2", pin], "SIGNER_PIN_WRONG", 2],
    ["the last try would be the second", { tries: 2 }, ["1", pin], "SIGNER_PIN_LAST_TRY", 1],
    ["the last try would be the first", { tries: 1 }, [pin], "SIGNER_PIN_LAST_TRY", 0],
    ["it is locked already", { tries: 0 }, [pin], "SIGNER_PIN_LOCKED", 0],
  ])("%s", async (_, changes, answers, code, tried) => {
    fake.world.tokens = [token(changes)];
    const fault = await faultOf(provider.open(uri, person(...answers).secrets));
    expect(fault.code).toBe(code);
    expect(fault.data["uri"]).toBe(uri);
    expect(fake.world.tried.length).toBe(tried);
    expect(shared(printedForms(fault), pin)).toBe(false);
  });

  test("how many tries are left is said as far as the token tells", async () => {
    fake.world.tokens = [token({ tries: 3 })];
    expect((await faultOf(provider.open(uri, person("1", "2").secrets))).data["left"]).toMatch(/one try/);
    fake.world.tokens = [token({ tries: 9, most: 9 })];
    expect((await faultOf(provider.open(uri, person("1").secrets))).data["left"]).toMatch(/few tries/);
  });

  test("is entered at a token that has keys of its own, and not asked for", async () => {
    fake.world.tokens = [token({ flags: setUp | keypad, pin: undefined })];
    const { asked, secrets } = person("something");
    await using signer = await provider.open(uri, secrets);
    expect(signer.key.scheme).toBe("ecdsa-sha2-nistp256");
    expect(asked).toEqual([]);
    expect(fake.world.tried).toEqual([undefined]);
  });
});

describe("what a token holds", () => {
  const secondPrivate = privateHalf(undefined, "02", "second");

  test.each<[string, FakeToken[], string]>([
    ["no token", [], "SIGNER_UNREACHABLE"],
    ["a token that was never set up", [token({ flags: 0x4 })], "SIGNER_UNREACHABLE"],
    ["two tokens of one name", [token(), token()], "SIGNER_AMBIGUOUS"],
    ["no private key", [token({ objects: [publicHalf(pair.publicKey)] })], "SIGNER_KEY_MISSING"],
    ["no public half", [token({ objects: [privateHalf()] })], "SIGNER_KEY_MISSING"],
    [
      "two private keys of one name",
      [token({ objects: [privateHalf(), privateHalf(undefined, "02"), publicHalf(pair.publicKey)] })],
      "SIGNER_AMBIGUOUS",
    ],
    [
      "another private key of the same id",
      [token({ objects: [privateHalf(), privateHalf(undefined, "01", "x"), publicHalf(pair.publicKey)] })],
      "SIGNER_AMBIGUOUS",
    ],
    [
      "two public keys of the same id",
      [token({ objects: [privateHalf(), publicHalf(pair.publicKey), publicHalf(other.publicKey)] })],
      "SIGNER_AMBIGUOUS",
    ],
    [
      "T87: an RSA key that anybody can sign for",
      [token({ objects: [privateHalf(), rsaHalf(1n)] })],
      "SIGNER_KEY_INVALID",
    ],
    [
      "T87: a point of small order",
      [token({ objects: [privateHalf(), edwardsHalf(Buffer.from(smallOrderPoints()[1]?.toBytes() ?? ""))] })],
      "SIGNER_KEY_INVALID",
    ],
  ])("%s", async (_, tokens, code) => {
    fake.world.tokens = tokens;
    expect((await faultOf(provider.open(uri, person(pin).secrets))).code).toBe(code);
  });

  test("T87: a token's key that a root has listed for long can sign, though no new root may list it", async () => {
    fake.world.tokens = [token({ objects: [privateHalf(), rsaHalf(3n)] })];
    await using signer = await provider.open(uri, person(pin).secrets);
    expect(signer.key.whyUnfit("listed")).toBeUndefined();
    expect(signer.key.whyUnfit("new")).toMatch(/exponent is 3/);
    expect(await faultOf(proveSigner(signer, uri, message, verifier))).toMatchObject({ code: "KEY_WEAK" });
  });

  test("halves are paired by id whatever they are called, and by label where there is no id", async () => {
    const named = [
      privateHalf(),
      secondPrivate,
      publicHalf(pair.publicKey, "01", "x"),
      publicHalf(other.publicKey, "02"),
    ];
    const unnumbered = [
      privateHalf(undefined, ""),
      publicHalf(pair.publicKey, ""),
      publicHalf(other.publicKey, "", "x"),
    ];
    for (const objects of [named, unnumbered]) {
      fake.world.tokens = [token({ objects })];
      await using signer = await provider.open(uri, person(pin).secrets);
      expect(signer.key).toEqual(keyFromOpenssl(pair.publicKey));
    }
  });
});

describe("a token that fails at signing", () => {
  const breaks = (name: string, code: number) => (): never => {
    throw fake.failure(name, code);
  };

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ["it was pulled out", breaks("CKR_DEVICE_REMOVED", 0x32), "SIGNER_UNREACHABLE"],
    ["it does not know how", breaks("CKR_MECHANISM_INVALID", 0x70), "SIGNER_REFUSED"],
    ["its library throws what it likes", breaks(`PIN ${pin}`, 1), "SIGNER_REFUSED"],
    ["the signature is short", () => Buffer.alloc(63, 1), "SIGNER_ANSWER_INVALID"],
    ["the signature is zero", () => Buffer.alloc(64), "SIGNER_SIGNATURE_INVALID"],
    ["another key signs", (digest) => signedDigest(other.privateKey, digest), "SIGNER_SIGNATURE_INVALID"],
  ])("%s", async (_, signing, code) => {
    fake.world.tokens = [token({ objects: [privateHalf(signing), publicHalf(pair.publicKey)] })];
    await using signer = verifiedSigner(await provider.open(uri, person(pin).secrets), verifier);
    for (let at = 0; at < 2; at++) {
      const fault = await faultOf(signer.sign(message));
      expect(fault.code).toBe(code);
      expect(shared(printedForms(fault), pin)).toBe(false);
    }
  });
});

test("the library runs as long as somebody uses it", async () => {
  const one = await provider.open(uri, person(pin).secrets);
  const two = await provider.open(uri, person().secrets);
  expect(fake.world.running).toBe(1);
  await one[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
  expect(fake.world.running).toBe(1);
  expect(verifySignature(two.key, message, await two.sign(message))).toBe(true);
  await two[Symbol.asyncDispose]();
  expect(fake.world.running).toBe(0);
});

test("the package is not taken from the directory one stands in: that is a repository, and packages are code", async () => {
  const before = process.cwd();
  process.chdir(directory);
  try {
    expect((await faultOf(provider.open(uri, secretSource(new Map()).secrets))).code).toBe("SIGNER_MODULE_MISSING");
  } finally {
    process.chdir(before);
  }
});

describe("addresses", () => {
  test("what is written is read again", () => {
    const address = {
      token: new Map([
        ["token", "a b;c?d/é%'(*)"],
        ["serial", "0=1"],
      ] as const),
      object: "release key",
      id: Uint8Array.of(0, 1, 255),
      module: "/usr/lib/soft hsm/lib.so",
    };
    const written = formatTokenUri(address);
    expect(written).toMatch(
      /^pkcs11:token=a%20b%3Bc%3Fd%2F[^?]*;id=%00%01%ff\?module-path=\/usr\/lib\/soft%20hsm\/lib\.so$/,
    );
    expect(parseTokenUri(written)).toEqual({ ...address, id: Buffer.from(address.id) });
  });

  test.each([
    ["pin-value", `pkcs11:object=x?pin-value=${pin}`],
    ["pin-value in the path", `pkcs11:object=x;pin-value=${pin}`],
    ["pin-source", "pkcs11:object=x?pin-source=file:/x"],
    ["module-name", "pkcs11:object=x?module-name=softhsm"],
    ["a relative library", "pkcs11:object=x?module-path=lib.so"],
    ["an attribute in the wrong place", "pkcs11:object=x;module-path=/x"],
    ["no value", "pkcs11:object="],
    ["a fragment", "pkcs11:object=x#y"],
    ["a blank", "pkcs11:object=x y"],
    ["a pasted key", `pkcs11:-----BEGIN${pin}`],
  ])("%s is refused, and not repeated", async (_, address) => {
    const fault = await faultOf(provider.open(address, person(pin).secrets));
    expect(fault.code).toBe("SIGNER_URI_INVALID");
    expect(shared(printedForms(fault), pin)).toBe(false);
  });
});

describe("ECDSA signatures as DER", () => {
  const raw = (r: string, s: string): Buffer => Buffer.from(r.padStart(64, "0") + s.padStart(64, "0"), "hex");

  test.each([
    ["short ones lose their zeros", raw("01", "7f"), "300602010102017f"],
    ["a first bit is no sign", raw("80", "ff".repeat(32)), `302702020080022100${"ff".repeat(32)}`],
    ["zero is one byte", raw("", ""), "3006020100020100"],
  ])("%s", (_, bytes, der) => {
    expect(Buffer.from(derFromRaw(bytes)).toString("hex")).toBe(der);
  });

  test("other lengths are refused", () => {
    for (const length of [0, 63, 65, 96])
      expect(() => derFromRaw(new Uint8Array(length))).toThrow(/SIGNER_ANSWER_INVALID/);
    expect(() => derFromIntegers(new Uint8Array(33).fill(1), Uint8Array.of(1))).toThrow(/SIGNER_ANSWER_INVALID/);
  });
});

describe("T83: code is loaded from where it was named", () => {
  const unused = "pkcs11:object=release?module-path=/fake/unused.so";
  const opened = async (variables: Readonly<Record<string, string>>, address = unused): Promise<Fault> => {
    const before = process.cwd();
    // As a repository that brings the package along.
    process.chdir(directory);
    try {
      const { secrets } = secretSource(new Map(Object.entries(variables)));
      return await faultOf(provider.open(address, secrets));
    } finally {
      process.chdir(before);
    }
  };

  test("the package is not taken from the working directory, nor from above the directory that was named", async () => {
    expect((await opened({})).code).toBe("SIGNER_MODULE_MISSING");
    expect((await opened({ KAPRIEN_PKCS11JS: "" })).code).toBe("SIGNER_MODULE_MISSING");
    expect((await opened({ KAPRIEN_PKCS11JS: join(directory, "below") })).code).toBe("SIGNER_MODULE_MISSING");
    expect((await opened({ KAPRIEN_PKCS11JS: directory })).code).not.toBe("SIGNER_MODULE_MISSING");
  });

  test.each(["token.so", "./token.so", "lib/token.so"])("a library is not taken from %s", async (path) => {
    fake.world.tokens = [];
    const variables = { KAPRIEN_PKCS11JS: directory, KAPRIEN_PKCS11_MODULE: path };
    const { code, data } = await opened(variables, "pkcs11:object=release");
    expect([code, data["reason"]]).toEqual(["SIGNER_UNREACHABLE", expect.stringContaining("whole path")]);
  });
});
