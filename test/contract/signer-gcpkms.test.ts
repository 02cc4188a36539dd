import type { KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Fault } from "../../src/base/fault.ts";
import { generateKey } from "../../src/keys/file/generate.ts";
import { crc32c } from "../../src/keys/google/crc32c.ts";
import { gcpKms } from "../../src/keys/google/gcpkms.ts";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import type { SignerProvider } from "../../src/keys/signer-provider.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import { closed, crc32cSlow, type GcpKms, gcpKmsServer, listen, type Version } from "../support/gcpkms.ts";
import { rsaKey } from "../support/metadata.ts";
import { describeSigner, faultOf, printedForms, secretSource, shared } from "../support/signer-contract.ts";
import { verifySignature } from "../support/verifier.ts";
import { honestNumbers, pemOf, reasonOfOne, rsaSpki } from "../support/weak-keys.ts";

const ring = "projects/acme/locations/europe-west3/keyRings/tuf";
const { secrets } = secretSource(new Map());
const message = new TextEncoder().encode("what is signed");
/** Nothing listens on the port of the discard protocol. */
const nobody = "http://127.0.0.1:9";

let kms: GcpKms;
let ecdsa: KeyObject;
const pauses: number[] = [];

beforeAll(async () => {
  kms = await gcpKmsServer();
  ecdsa = await generateKey("ecdsa-sha2-nistp256");
});
afterAll(() => kms.close());
afterEach(() => {
  vi.unstubAllEnvs();
  pauses.length = 0;
  expect(kms.complaints.splice(0)).toEqual([]);
});

function providerOf(server: GcpKms, credentials: object = server.serviceAccount): SignerProvider {
  return gcpKms({ fetch: server.fetch, pause: async (time) => void pauses.push(time), credentials });
}

let count = 0;
/** Puts a key version into a server; resolves to its name and its address. */
function place(server: GcpKms, version: Partial<Version> = {}): { name: string; uri: string } {
  const name = `${ring}/cryptoKeys/online-${count++}/cryptoKeyVersions/1`;
  server.versions.set(name, { algorithm: "EC_SIGN_P256_SHA256", key: ecdsa, ...version });
  return { name, uri: `gcpkms://${name}?endpoint=${server.endpoint}` };
}

async function faultOfSigning(uri: string, provider: SignerProvider = providerOf(kms)): Promise<Fault> {
  const fault = await faultOf(
    (async () => {
      await using signer = await provider.open(uri, secrets);
      await signer.sign(message);
    })(),
  );
  for (const secret of kms.secrets) expect(shared(printedForms(fault), secret)).toBe(false);
  expect(printedForms(fault)).not.toContain("canary");
  expect(fault.data["uri"] ?? uri).toBe(uri);
  return fault;
}

const unparsable = [
  "gcpkms:",
  `gcpkms://${ring}/cryptoKeys/online`,
  `gcpkms://${ring}/cryptoKeys/online/cryptoKeyVersions/latest`,
  `gcpkms://${ring}/cryptoKeys/online/cryptoKeyVersions/01`,
  `gcpkms://${ring}/cryptoKeys/on%2Fline/cryptoKeyVersions/1`,
  `gcpkms://${ring}/cryptoKeys/../cryptoKeyVersions/1`,
  `gcpkms:/${ring}/cryptoKeys/online/cryptoKeyVersions/1`,
  ...[
    "http://kms.example",
    // The token would go there.
    "https://kms.example",
    "https://evilgoogleapis.com",
    "https://kms.googleapis.com.example",
    "http://127.0.0.1.example",
    "http://127.0.0.1@kms.example",
    "https://kms.example/path",
    "https://kms.example?x",
    "https://kms.example&x=1",
    "https://[::1",
    "ftp://kms.example",
    "",
  ].map((endpoint) => `gcpkms://${ring}/cryptoKeys/online/cryptoKeyVersions/1?endpoint=${endpoint}`),
];

const rsa = rsaKey();
const kinds: readonly (readonly [string, () => Promise<KeyObject>, { longest?: number }])[] = [
  ["EC_SIGN_P256_SHA256", () => generateKey("ecdsa-sha2-nistp256"), {}],
  ["RSA_SIGN_PSS_2048_SHA256", async () => rsa, {}],
  ["EC_SIGN_ED25519", () => generateKey("ed25519"), { longest: 65_536 }],
];
for (const [algorithm, make, suite] of kinds) {
  describeSigner(
    `gcpkms: ${algorithm}`,
    async () => {
      const server = await gcpKmsServer();
      const key = await make();
      const lie = Buffer.alloc(64, 7);
      const spoil: Version["spoil"] = (operation, reply) =>
        operation === "publicKey"
          ? reply
          : { ...reply, signature: lie.toString("base64"), signatureCrc32c: String(crc32cSlow(lie)) };
      const provider = providerOf(server);
      return {
        uri: place(server, { algorithm, key }).uri,
        key: keyFromOpenssl(key),
        secrets,
        hidden: [...server.secrets],
        open: (uri): Promise<Signer> => provider.open(uri, secrets),
        wrong: {
          missing: { uri: `gcpkms://${ring}/cryptoKeys/none/cryptoKeyVersions/1?endpoint=${server.endpoint}` },
          unparsable: unparsable.map((uri) => ({ uri })),
          unreachable: { uri: `gcpkms://${ring}/cryptoKeys/online/cryptoKeyVersions/1?endpoint=${nobody}` },
          unsupported: { uri: place(server, { algorithm: "EC_SIGN_P384_SHA384", key }).uri },
          lying: { uri: place(server, { algorithm, key, spoil }).uri },
        },
        async close() {
          expect(server.complaints).toEqual([]);
          await server.close();
        },
      };
    },
    suite,
  );
}

test("crc32c is the one of RFC 3720, whose examples it meets, over every length", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
  for (let length = 0; length < 80; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
    expect(crc32c(bytes)).toBe(crc32cSlow(bytes));
  }
});

describe("T58: what clients do not share is refused", () => {
  test.each([
    "RSA_SIGN_PSS_4096_SHA512",
    "RSA_SIGN_PKCS1_2048_SHA256",
    "RSA_DECRYPT_OAEP_2048_SHA256",
    "EC_SIGN_SECP256K1_SHA256",
    "PQ_SIGN_ML_DSA_65",
  ])("%s", async (algorithm) => {
    const fault = await faultOfSigning(place(kms, { algorithm }).uri);
    expect([fault.code, fault.data["type"]]).toEqual(["KEY_UNSUPPORTED", algorithm]);
  });

  test("an algorithm that is not that of the key", async () => {
    const fault = await faultOfSigning(place(kms, { algorithm: "EC_SIGN_ED25519" }).uri);
    expect(fault.code).toBe("SIGNER_ANSWER_INVALID");
  });
});

describe("the integrity of what was sent and what came back", () => {
  const other = `${ring}/cryptoKeys/other/cryptoKeyVersions/1`;
  const cases: readonly (readonly [string, "publicKey" | "asymmetricSign", Record<string, unknown>, string])[] = [
    ["a public key with another checksum", "publicKey", { pemCrc32c: "1" }, "checksum of its public key"],
    ["a public key without a checksum", "publicKey", { pemCrc32c: undefined }, "checksum of its public key"],
    ["the public key of another version", "publicKey", { name: other }, "another key version"],
    ["no public key", "publicKey", { pem: undefined }, "no pem"],
    ["a signature with another checksum", "asymmetricSign", { signatureCrc32c: "1" }, "checksum of its signature"],
    ["a checksum that is a number", "asymmetricSign", { signatureCrc32c: 1 }, "checksum of its signature"],
    ["a signature by another version", "asymmetricSign", { name: other }, "another key version"],
    ["a signature by no version", "asymmetricSign", { name: undefined }, "another key version"],
    ["a digest that was not checked", "asymmetricSign", { verifiedDigestCrc32c: false }, "did not arrive intact"],
    ["a digest that nobody speaks of", "asymmetricSign", { verifiedDigestCrc32c: undefined }, "did not arrive intact"],
    ["no signature", "asymmetricSign", { signature: undefined }, "no signature"],
    ["a signature that is not base64", "asymmetricSign", { signature: "*" }, "not base64"],
  ];
  test.each(cases)("%s is asked for again, and given up", async (_name, at, change, reason) => {
    let spoilt = 0;
    const { uri } = place(kms, {
      spoil: (operation, reply) => (operation === at && ++spoilt > 0 ? { ...reply, ...change } : reply),
    });
    const fault = await faultOfSigning(uri);
    expect(fault.code).toBe("SIGNER_ANSWER_INVALID");
    expect(fault.data["reason"]).toContain(reason);
    expect(spoilt).toBe(4);
    expect(pauses).toEqual([500, 1500, 4500]);
  });

  test("one spoilt reply does no harm", async () => {
    let spoilt = 0;
    const { uri } = place(kms, {
      spoil: (_, reply) => (spoilt++ % 2 === 0 ? { ...reply, signatureCrc32c: "1", pemCrc32c: "1" } : reply),
    });
    await using signer = await providerOf(kms).open(uri, secrets);
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    expect(spoilt).toBe(4);
  });

  test("Ed25519 takes 64 KiB, and a longer message is not sent", async () => {
    const { uri } = place(kms, { algorithm: "EC_SIGN_ED25519", key: await generateKey("ed25519") });
    await using signer = await providerOf(kms).open(uri, secrets);
    const before = kms.requests.length;
    const fault = await faultOf(signer.sign(new Uint8Array(65_537)));
    expect(fault.code).toBe("SIGNER_MESSAGE_TOO_LARGE");
    expect(fault.data).toMatchObject({ uri, length: 65_537, limit: 65_536 });
    expect(kms.requests.length).toBe(before);
  });
});

describe("what the service refuses", () => {
  test.each([
    [[401, "UNAUTHENTICATED"], "SIGNER_FORBIDDEN"],
    [[403, "PERMISSION_DENIED"], "SIGNER_FORBIDDEN"],
    [[404, "NOT_FOUND"], "SIGNER_KEY_MISSING"],
    [[400, "FAILED_PRECONDITION"], "SIGNER_KEY_INVALID"],
    [[400, "INVALID_ARGUMENT"], "SIGNER_KEY_INVALID"],
    [[302, "FOUND"], "SIGNER_ANSWER_INVALID"],
  ] as const)("%s is %s, when opening", async ([status, name], code) => {
    const refusals = Array.from({ length: 4 }, () => [status, name] as const);
    expect((await faultOfSigning(place(kms, { refusals }).uri)).code).toBe(code);
  });

  test("what is missing is named: the one permission to read the key, the other to sign", async () => {
    const reading = await faultOfSigning(place(kms, { refusals: [[403, "PERMISSION_DENIED"]] }).uri);
    expect(reading.data).toMatchObject({
      permission: "cloudkms.cryptoKeyVersions.viewPublicKey",
      reason: "HTTP 403, PERMISSION_DENIED",
    });
    const refusals: [number, string][] = [];
    const { uri } = place(kms, { refusals });
    await using signer = await providerOf(kms).open(uri, secrets);
    refusals.push([403, "PERMISSION_DENIED"]);
    const signing = await faultOf(signer.sign(message));
    expect([signing.code, signing.data["permission"]]).toEqual([
      "SIGNER_FORBIDDEN",
      "cloudkms.cryptoKeyVersions.useToSign",
    ]);
    refusals.push([400, "FAILED_PRECONDITION"]);
    const disabled = await faultOf(signer.sign(message));
    expect([disabled.code, disabled.data["reason"]]).toEqual([
      "SIGNER_KEY_INVALID",
      "its version is disabled or destroyed",
    ]);
  });

  test("T87: a key that anybody can sign for", async () => {
    const pem = pemOf(rsaSpki(honestNumbers().modulus, 1n));
    const spoil: Version["spoil"] = (_, reply) => ({ ...reply, pem, pemCrc32c: String(crc32cSlow(Buffer.from(pem))) });
    const fault = await faultOfSigning(place(kms, { algorithm: "RSA_SIGN_PSS_2048_SHA256", spoil }).uri);
    expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_KEY_INVALID", reasonOfOne]);
  });

  test("throttled and broken, then fine: it signs", async () => {
    const refusals: [number, string][] = [
      [429, "RESOURCE_EXHAUSTED"],
      [503, "UNAVAILABLE"],
    ];
    const { uri } = place(kms, { refusals });
    await using signer = await providerOf(kms).open(uri, secrets);
    refusals.push([500, "INTERNAL"]);
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    expect(pauses).toEqual([500, 1500, 500]);
  });

  test("throttled for good: it gives up after four", async () => {
    const refusals = Array.from({ length: 9 }, () => [429, "RESOURCE_EXHAUSTED"] as const);
    const fault = await faultOfSigning(place(kms, { refusals }).uri);
    expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_UNREACHABLE", "HTTP 429, RESOURCE_EXHAUSTED"]);
    expect(refusals.length).toBe(5);
  });

  test("a reply that breaks off is not waited for", async () => {
    const { server, endpoint } = await listen(async (_, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => response.destroy());
    });
    try {
      const fault = await faultOfSigning(`gcpkms://${ring}/cryptoKeys/k/cryptoKeyVersions/1?endpoint=${endpoint}`);
      expect(fault.code).toBe("SIGNER_UNREACHABLE");
      expect(pauses.length).toBe(3);
    } finally {
      await closed(server);
    }
  });

  test("a reply without an end is cut off", async () => {
    const { server, endpoint } = await listen(async (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, " ")));
      };
      response.writeHead(200).on("drain", more);
      more();
    });
    try {
      const fault = await faultOfSigning(`gcpkms://${ring}/cryptoKeys/k/cryptoKeyVersions/1?endpoint=${endpoint}`);
      expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_ANSWER_INVALID", "it is longer than 65536 bytes"]);
    } finally {
      await closed(server);
    }
  });
});

describe("who asks", () => {
  test("Application Default Credentials: a service account's file, and GitHub's federation file", async () => {
    const directory = await mkdtemp(join(tmpdir(), "kaprien-gcp-"));
    try {
      for (const [name, content] of Object.entries({ account: kms.serviceAccount, federation: kms.federation })) {
        const file = join(directory, `${name}.json`);
        await writeFile(file, JSON.stringify(content));
        vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
        const provider = gcpKms({ fetch: kms.fetch, pause: async () => {} });
        await using signer = await provider.open(place(kms).uri, secrets);
        expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
      }
      expect(kms.requests).toContain("POST /token");
      expect(kms.requests).toContain("POST /v1/token");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test("one token serves all requests of a signer", async () => {
    const before = kms.requests.filter((request) => request === "POST /token").length;
    await using signer = await providerOf(kms).open(place(kms).uri, secrets);
    await Promise.all([signer.sign(message), signer.sign(message)]);
    expect(kms.requests.filter((request) => request === "POST /token").length).toBe(before + 1);
  });

  test("nobody: no credentials anywhere", async () => {
    for (const name of ["GOOGLE_APPLICATION_CREDENTIALS", "google_application_credentials"]) vi.stubEnv(name, "");
    for (const name of ["HOME", "APPDATA", "CLOUDSDK_CONFIG"]) vi.stubEnv(name, "/nonexistent");
    vi.stubEnv("METADATA_SERVER_DETECTION", "none");
    const fault = await faultOfSigning(place(kms).uri, gcpKms({ fetch: kms.fetch, pause: async () => {} }));
    expect([fault.code, fault.data["reason"]]).toEqual([
      "SIGNER_FORBIDDEN",
      "there are no Application Default Credentials",
    ]);
  });

  test("I13: somebody whom the token service refuses; its reply and the assertion stay out of the fault", async () => {
    kms.tokenRefusals.push(400);
    const fault = await faultOfSigning(place(kms).uri);
    expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_FORBIDDEN", "the credentials were not accepted"]);
    const spoilt = {
      ...kms.serviceAccount,
      private_key: "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n",
    };
    expect((await faultOfSigning(place(kms).uri, providerOf(kms, spoilt))).code).toBe("SIGNER_FORBIDDEN");
  });

  test("a token service that is out of reach", async () => {
    const lost: typeof fetch = async (input, init) =>
      String(input).startsWith(kms.endpoint) ? fetch(input, init) : fetch(`${nobody}/token`, init);
    const provider = gcpKms({ fetch: lost, pause: async () => {}, credentials: kms.serviceAccount });
    expect((await faultOfSigning(place(kms).uri, provider)).code).toBe("SIGNER_UNREACHABLE");
  });
});
