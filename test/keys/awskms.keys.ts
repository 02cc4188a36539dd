import { join } from "node:path";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DisableKeyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  KMSClient,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsKms } from "../../src/keys/aws/awskms.ts";
import { keyFromSpki, type PublicKey } from "../../src/tuf/key.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import { describeSigner, faultOf, type SignerRig, secretSource } from "../support/signer-contract.ts";
import { verifySignature } from "../support/verifier.ts";
import { pythonFor, type RunningServer, startServer } from "./lib/program.ts";
import { directory, lacks } from "./lib/tools.ts";

const region = "eu-west-1";
const credentials = {
  accessKeyId: "AKIAKAPRIENTEST00001",
  secretAccessKey: "canary/7Jq2mVx0ZkT4pWb9LrD1sNf8HyCe5uGa3oRi6",
};
const { secrets } = secretSource(new Map());
const message = new TextEncoder().encode("what is signed");
let server: RunningServer;
let admin: KMSClient;

function open(uri: string, endpoint: string = server.address): Promise<Signer> {
  return awsKms({ endpoint, credentials }).open(uri, secrets);
}

async function create(KeySpec: KeySpec, more: Partial<CreateKeyCommandInput> = {}): Promise<string> {
  const { KeyMetadata } = await admin.send(new CreateKeyCommand({ KeySpec, KeyUsage: "SIGN_VERIFY", ...more }));
  return KeyMetadata?.Arn ?? "";
}

async function publicKey(KeyId: string): Promise<PublicKey> {
  const { PublicKey = new Uint8Array() } = await admin.send(new GetPublicKeyCommand({ KeyId }));
  return keyFromSpki(PublicKey);
}

async function rig(spec: KeySpec): Promise<SignerRig> {
  const arn = await create(spec);
  const id = arn.split("/").at(-1);
  return {
    uri: `awskms:///${id}?region=${region}`,
    key: await publicKey(arn),
    secrets,
    hidden: [credentials.secretAccessKey],
    open: (uri) => (uri.includes("us-east-2") ? open(uri, "http://127.0.0.1:1") : open(uri)),
    wrong: {
      missing: { uri: `awskms:///alias/nothing?region=${region}` },
      unparsable: [{ uri: `awskms://${id}?region=${region}` }],
      unreachable: { uri: `awskms:///${id}?region=us-east-2` },
      unsupported: { uri: `awskms:///${await create("ECC_NIST_P384")}` },
    },
  };
}

const without = { lying: "the emulator does not lie; the contract tests' server does" };

/** AWS KMS as LocalStack emulates it: it checks neither who asks nor what they may do, and has no ed25519. */
describe.skipIf(lacks("python3"))("AWS KMS, emulated", () => {
  beforeAll(async () => {
    server = await startServer(pythonFor("aws"), [join(directory, "aws/serve.py")], {});
    admin = new KMSClient({ endpoint: server.address, region, credentials });
  }, 300_000);
  afterAll(async () => {
    admin?.destroy();
    await server?.close();
  });

  for (const spec of ["ECC_NIST_P256", "RSA_2048", "RSA_3072"] as const)
    describeSigner(`awskms: ${spec} of the emulator`, () => rig(spec), { without });

  test("an alias is the key it stood for when the signer was opened", async () => {
    const [first, second] = [await create("ECC_NIST_P256"), await create("ECC_NIST_P256")];
    const AliasName = "alias/online";
    await admin.send(new CreateAliasCommand({ AliasName, TargetKeyId: first }));
    const uri = `awskms:///${AliasName}?region=${region}`;
    await using signer = await open(uri);
    // The emulator keeps what it is given here as it is, and finds keys by their ids alone.
    await admin.send(new UpdateAliasCommand({ AliasName, TargetKeyId: second.split("/").at(-1) }));
    expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
    await using next = await open(uri);
    expect([signer.key, next.key]).toEqual([await publicKey(first), await publicKey(second)]);
  });

  test("a key that is disabled, is to be deleted, or is for something else is SIGNER_KEY_INVALID", async () => {
    const disabled = await create("ECC_NIST_P256");
    await using signer = await open(`awskms:///${disabled}`);
    await admin.send(new DisableKeyCommand({ KeyId: disabled }));
    expect(await faultOf(signer.sign(message))).toMatchObject({ code: "SIGNER_KEY_INVALID" });
    const leaving = await create("ECC_NIST_P256");
    await using other = await open(`awskms:///${leaving}`);
    await admin.send(new ScheduleKeyDeletionCommand({ KeyId: leaving }));
    expect(await faultOf(other.sign(message))).toMatchObject({ code: "SIGNER_KEY_INVALID" });
    const cipher = await create("RSA_2048", { KeyUsage: "ENCRYPT_DECRYPT" });
    expect(await faultOf(open(`awskms:///${cipher}`))).toMatchObject({ code: "SIGNER_KEY_INVALID" });
  });
});
