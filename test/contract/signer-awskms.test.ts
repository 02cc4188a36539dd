import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/base/fault.ts";
import { explain } from "../../src/catalogue.ts";
import { awsKms } from "../../src/keys/aws/awskms.ts";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import { openSigner } from "../../src/keys/table.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import { type AwsKey, type AwsKms, awsKmsServer } from "../support/awskms.ts";
import { rsaKey } from "../support/metadata.ts";
import {
  describeSigner,
  faultOf,
  printedForms,
  type SignerRig,
  secretSource,
  shared,
} from "../support/signer-contract.ts";
import { verifier, verifySignature } from "../support/verifier.ts";
import { honestNumbers, reasonOfOne, rsaSpki } from "../support/weak-keys.ts";

const secretAccessKey = "canary/7Jq2mVx0ZkT4pWb9LrD1sNf8HyCe5uGa3oRi6";
const sessionToken = "canarysessionFwoGZXIvYXdzEBYaDKaprienTestToken";
const { secrets } = secretSource(new Map());
const message = new TextEncoder().encode("what is signed");
const ec = (namedCurve = "prime256v1"): KeyObject => generateKeyPairSync("ec", { namedCurve }).privateKey;
const rsa = (bits: number): KeyObject => rsaKey("kms", bits);

let kms: AwsKms;
beforeAll(async () => {
  kms = await awsKmsServer();
});
afterAll(async () => {
  await kms.close();
  expect(kms.complaints).toEqual([]);
});

function open(uri: string, endpoint: string = kms.endpoint): Promise<Signer> {
  const credentials = { accessKeyId: kms.accessKeyId, secretAccessKey, sessionToken };
  return awsKms({ endpoint, credentials }).open(uri, secrets);
}

/** A new key of the service, with some trouble. */
function address(trouble: Partial<AwsKey> = {}): string {
  return `awskms:///${kms.add({ spec: "ECC_NIST_P256", key: ec(), ...trouble })}?region=${kms.region}`;
}

async function rig(spec: string, key: KeyObject): Promise<SignerRig> {
  const lying: Partial<AwsKey> = {
    spec,
    key,
    spoil: (operation, reply) => {
      if (operation === "GetPublicKey") return reply;
      const signature = Buffer.from(String(reply["Signature"]), "base64");
      signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
      return { ...reply, Signature: signature.toString("base64") };
    },
  };
  return {
    uri: address({ spec, key }),
    key: keyFromOpenssl(key),
    secrets,
    hidden: [secretAccessKey, sessionToken, kms.accessKeyId],
    open: (uri) => (uri.includes("region=us-east-2") ? open(uri, "http://127.0.0.1:1") : open(uri)),
    wrong: {
      missing: { uri: "awskms:///alias/nobody?region=eu-west-1" },
      unparsable: [
        "awskms:",
        "awskms://alias/x?region=eu-west-1",
        "awskms:///alias/x",
        "awskms:///alias/x?region=",
        "awskms:///alias/x?region=eu-west-1&more",
        "awskms:///alias/x?region=eu-west-1/../",
        "awskms:///not-an-id?region=eu-west-1",
        "awskms:///arn:aws:kms:eu-west-1:111122223333:alias/x?region=eu-west-1",
        "awskms:///arn:aws:s3:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        `awskms:///${secretAccessKey}`,
      ].map((uri) => ({ uri })),
      unreachable: { uri: "awskms:///alias/x?region=us-east-2" },
      unsupported: { uri: address({ spec: "ECC_NIST_P384", key: ec("secp384r1") }) },
      lying: { uri: address(lying) },
    },
  };
}

describeSigner("awskms: ECC_NIST_P256", () => rig("ECC_NIST_P256", ec()));
describeSigner("awskms: RSA_3072", () => rig("RSA_3072", rsa(3072)));
describeSigner("awskms: ed25519", () => rig("ECC_NIST_EDWARDS25519", generateKeyPairSync("ed25519").privateKey), {
  longest: 4096,
});

async function printedFault(uri: string): Promise<Fault> {
  const fault = await faultOf(
    open(uri).then(async (signer) => {
      await using opened = signer;
      await opened.sign(message);
    }),
  );
  const { title, meaning, fix } = explain(fault.code, fault.data);
  for (const secret of [secretAccessKey, sessionToken, kms.accessKeyId])
    expect(shared(printedForms(fault) + title + meaning + fix, secret)).toBe(false);
  return fault;
}

describe("awskms: addresses", () => {
  test("an alias, an ARN of a key and an ARN of an alias name the same key", async () => {
    const id = kms.add({ spec: "RSA_2048", key: rsa(2048) });
    kms.aliases.set("alias/acme/online", id);
    const uris = [
      `awskms:///${kms.arn(id)}`,
      "awskms:///alias/acme/online?region=eu-west-1",
      "awskms:///arn:aws:kms:eu-west-1:111122223333:alias/acme/online",
    ];
    const signers = await Promise.all(uris.map((uri) => open(uri)));
    expect(new Set(signers.map(({ key }) => key.keyid)).size).toBe(1);
  });

  test("an alias that moves while a signer is open changes no key", async () => {
    const id = kms.add({ spec: "ECC_NIST_P256", key: ec() });
    kms.aliases.set("alias/moving", id);
    await using signer = await open("awskms:///alias/moving?region=eu-west-1");
    kms.aliases.set("alias/moving", kms.add({ spec: "ECC_NIST_P256", key: ec() }));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });
});

describe("awskms: I13: what the service refuses has a code of its own, without a secret", () => {
  test.each<[string, Partial<AwsKey>, string]>([
    ["access denied", { refusals: [[400, "AccessDeniedException"]] }, "SIGNER_FORBIDDEN"],
    ["an expired token", { refusals: [[400, "ExpiredTokenException"]] }, "SIGNER_FORBIDDEN"],
    ["an unknown caller", { refusals: [[400, "UnrecognizedClientException"]] }, "SIGNER_FORBIDDEN"],
    ["a 403 of something in between", { refusals: [[403, "SomethingElse"]] }, "SIGNER_FORBIDDEN"],
    ["a disabled key", { refusals: [[400, "DisabledException"]] }, "SIGNER_KEY_INVALID"],
    ["a key that is to be deleted", { refusals: [[400, "KMSInvalidStateException"]] }, "SIGNER_KEY_INVALID"],
    ["a key for encryption", { spec: "RSA_2048", key: rsa(2048), usage: "ENCRYPT_DECRYPT" }, "SIGNER_KEY_INVALID"],
    ["what it does not know", { refusals: [[400, "ValidationException"]] }, "SIGNER_KEY_INVALID"],
    ["a symmetric key", { refusals: [[400, "UnsupportedOperationException"]] }, "SIGNER_KEY_INVALID"],
  ])("%s", async (_what, trouble, code) => {
    expect((await printedFault(address(trouble))).code).toBe(code);
  });

  test("SIGNER_FORBIDDEN says what the caller needs", async () => {
    const fault = await printedFault(address({ refusals: [[400, "AccessDeniedException"]] }));
    expect(explain(fault.code, fault.data)).toMatchObject({ exit: 4, fix: expect.stringContaining("kms:Sign") });
    expect(fault.data["permission"]).toBe("kms:GetPublicKey");
  });
});

describe("awskms: a busy service", () => {
  test("is asked again", async () => {
    const signer = await open(
      address({
        refusals: [
          [400, "ThrottlingException"],
          [500, "KMSInternalException"],
        ],
      }),
    );
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });

  test("that stays so is SIGNER_UNREACHABLE", async () => {
    const always = Array.from({ length: 12 }, () => [400, "ThrottlingException"] as const);
    const before = kms.requests.length;
    const fault = await printedFault(address({ refusals: always }));
    expect(fault).toMatchObject({ code: "SIGNER_UNREACHABLE", data: { reason: "HTTP 400, ThrottlingException" } });
    expect(kms.requests.length - before).toBeGreaterThan(1);
  });
});

describe("awskms: answers that make no sense are dropped", () => {
  const on = (operation: string, change: (reply: Record<string, unknown>) => Record<string, unknown> | string) => ({
    spoil: (asked: string, reply: Record<string, unknown>) => (asked === operation ? change(reply) : reply),
  });
  const other = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000";
  test.each<[string, Partial<AwsKey>]>([
    ["another key is described", on("GetPublicKey", (reply) => ({ ...reply, KeyId: other }))],
    ["no ARN", on("GetPublicKey", ({ KeyId: _, ...reply }) => reply)],
    [
      "the key of another spec",
      on("GetPublicKey", (reply) => ({ ...reply, KeySpec: "RSA_2048", SigningAlgorithms: ["RSASSA_PSS_SHA_256"] })),
    ],
    ["no JSON", on("GetPublicKey", () => `<html>${secretAccessKey}`)],
    ["another key signed", on("Sign", (reply) => ({ ...reply, KeyId: other }))],
    ["another algorithm", on("Sign", (reply) => ({ ...reply, SigningAlgorithm: "ECDSA_SHA_384" }))],
    ["no signature", on("Sign", ({ Signature: _, ...reply }) => reply)],
  ])("%s", async (_what, trouble) => {
    expect((await printedFault(address(trouble))).code).toBe("SIGNER_ANSWER_INVALID");
  });

  test("a public key that cannot be read is SIGNER_KEY_INVALID", async () => {
    const uri = address(on("GetPublicKey", (reply) => ({ ...reply, PublicKey: "AAAA" })));
    expect((await printedFault(uri)).code).toBe("SIGNER_KEY_INVALID");
  });

  test("T87: a key that anybody can sign for is SIGNER_KEY_INVALID", async () => {
    const weak = rsaSpki(honestNumbers().modulus, 1n).toString("base64");
    const trouble = {
      spec: "RSA_2048",
      key: rsa(2048),
      ...on("GetPublicKey", (reply) => ({ ...reply, PublicKey: weak })),
    };
    const fault = await printedFault(address(trouble));
    expect([fault.code, fault.data["reason"]]).toEqual(["SIGNER_KEY_INVALID", reasonOfOne]);
  });
});

test("awskms: ed25519: more than the service takes is refused before it is sent", async () => {
  const key = generateKeyPairSync("ed25519").privateKey;
  await using signer = await open(address({ spec: "ECC_NIST_EDWARDS25519", key }));
  const before = kms.requests.length;
  const fault = await faultOf(signer.sign(new Uint8Array(4097)));
  expect(fault).toMatchObject({ code: "SIGNER_MESSAGE_TOO_LARGE", data: { length: 4097, limit: 4096 } });
  expect(kms.requests.length).toBe(before);
});

describe("awskms: the SDK's own sources", () => {
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_KMS"];
  const more = ["AWS_EC2_METADATA_DISABLED", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"];
  const before = new Map([...names, ...more].map((name) => [name, process.env[name]]));
  const set = (variables: Record<string, string>): void => {
    for (const name of before.keys()) delete process.env[name];
    Object.assign(process.env, variables);
  };
  const nowhere = {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  afterAll(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  test("credentials and the endpoint come from the environment", async () => {
    const endpoint = { AWS_ENDPOINT_URL_KMS: kms.endpoint };
    set({ ...nowhere, ...endpoint, AWS_ACCESS_KEY_ID: kms.accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    await using signer = await openSigner(address(), secrets, verifier);
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
  });

  test("without credentials anywhere it is SIGNER_FORBIDDEN", async () => {
    set({ ...nowhere, AWS_ENDPOINT_URL_KMS: kms.endpoint });
    const fault = await faultOf(openSigner(address(), secrets, verifier));
    expect(fault).toMatchObject({ code: "SIGNER_FORBIDDEN", data: { reason: "there are no AWS credentials" } });
  });
});
