import { createHash } from "node:crypto";
import {
  GetPublicKeyCommand,
  type GetPublicKeyResponse,
  KMSClient,
  type KMSClientConfig,
  SignCommand,
  SigningAlgorithmSpec,
} from "@aws-sdk/client-kms";
import { tufFaults } from "../../tuf/faults.ts";
import { keyFromSpki, type PublicKey, type Scheme } from "../../tuf/key.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid, locatingKey, reading } from "../reading.ts";
import { answerInvalid, remoteSigner } from "../remote.ts";
import type { SignerProvider } from "../signer-provider.ts";
import { refusal } from "./awskms-errors.ts";

/** What the SDK is told beside the region; what is left out it finds by itself, as Amazon documents. */
export type AwsKmsWorld = Pick<KMSClientConfig, "endpoint" | "credentials" | "retryStrategy">;

const service = "AWS KMS";
const region = "[a-z]{2}(?:-[a-z]+)+-[1-9]\\d?";
const id = "(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";
const alias = "alias/[\\w/-]{1,250}";
const inRegion = new RegExp(`^awskms:///(${id}|${alias})\\?region=(${region})$`);
const byArn = new RegExp(`^awskms:///(arn:aws(?:-[a-z]+)*:kms:(${region}):\\d{12}:(?:key/${id}|${alias}))$`);
const keyArn = new RegExp(`^arn:aws(?:-[a-z]+)*:kms:(${region}):\\d{12}:key/(${id})$`);
const form = "awskms:///KEY?region=REGION with a key's id or alias/NAME, or awskms:///ARN";

/** All of a request's tries, in milliseconds; each has ten seconds. */
const timeout = 30_000;
const timeoutOfOne = 10_000;
/** The service takes no more of a message that it hashes itself. */
const largestMessage = 4096;

interface Algorithm {
  readonly scheme: Scheme;
  readonly name: SigningAlgorithmSpec;
}

const ecdsa: Algorithm = { scheme: "ecdsa-sha2-nistp256", name: SigningAlgorithmSpec.ECDSA_SHA_256 };
const pss: Algorithm = { scheme: "rsassa-pss-sha256", name: SigningAlgorithmSpec.RSASSA_PSS_SHA_256 };
const ed25519: Algorithm = { scheme: "ed25519", name: SigningAlgorithmSpec.ED25519_SHA_512 };

/** The key specs whose signatures have the one form every client reads. */
const algorithms: ReadonlyMap<string | undefined, Algorithm> = new Map([
  ["ECC_NIST_P256", ecdsa],
  ["ECC_NIST_EDWARDS25519", ed25519],
  ["RSA_2048", pss],
  ["RSA_3072", pss],
  ["RSA_4096", pss],
]);

/** A key held to its ARN: what an alias stands for may change. */
interface Pinned {
  readonly arn: string;
  readonly key: PublicKey;
  readonly algorithm: Algorithm;
}

/**
 * A key in AWS KMS: `awskms:///KEY?region=REGION`, where KEY is a key's id or `alias/NAME`, or `awskms:///ARN` of a key or an alias,
 * which names its region. An alias is resolved once, when the signer is opened. Who asks, and whether it is asked at another endpoint,
 * is told by the sources that the AWS SDK documents: the environment, a web identity, a profile, a container, an instance. Beside the
 * codes of {@link SignerProvider.open}: `SIGNER_FORBIDDEN`, `KEY_UNSUPPORTED`, and `SIGNER_MESSAGE_TOO_LARGE` when signing with an
 * ed25519 key, of which the service takes 4096 bytes.
 */
export const provider: SignerProvider = awsKms({});

/** The provider in a world of one's own. */
export function awsKms(world: AwsKmsWorld): SignerProvider {
  return {
    scheme: "awskms",
    summary: "a key in AWS KMS: awskms:///KEY?region=REGION (its id, or alias/NAME), or awskms:///ARN",
    async open(uri) {
      const [, name, where] = inRegion.exec(uri) ?? byArn.exec(uri) ?? [];
      if (name === undefined || where === undefined)
        throw keysFaults.SIGNER_URI_INVALID({ reason: `expected is ${form}` });
      return locatingKey(uri, async () => {
        const client = connect(world, where);
        try {
          const pinned = await pin(client, name);
          return remoteSigner(
            pinned.key,
            (bytes) => locatingKey(uri, () => sign(client, pinned, bytes)),
            async () => client.destroy(),
          );
        } catch (error) {
          client.destroy();
          throw error;
        }
      });
    },
  };
}

function connect(world: AwsKmsWorld, where: string): KMSClient {
  const requestHandler = {
    connectionTimeout: timeoutOfOne / 2,
    requestTimeout: timeoutOfOne,
    // Without this it only warns.
    throwOnRequestTimeout: true,
  };
  // With the credentials of an instance or a profile the SDK may know another region: the address decides.
  return new KMSClient({ ...world, region: where, requestHandler, logger: silent });
}

const nothing = (): void => {};
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

async function pin(client: KMSClient, name: string): Promise<Pinned> {
  const found = await asking("kms:GetPublicKey", (abortSignal) =>
    client.send(new GetPublicKeyCommand({ KeyId: name }), { abortSignal }),
  );
  const algorithm = usable(found);
  const arn = described(found.KeyId, name);
  const key = reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromSpki(found.PublicKey ?? new Uint8Array()));
  if (key.scheme !== algorithm.scheme) throw answerInvalid("its key spec is not that of its key");
  return { arn, key, algorithm };
}

function usable({ KeyUsage, KeySpec, SigningAlgorithms }: GetPublicKeyResponse): Algorithm {
  if (KeyUsage !== "SIGN_VERIFY") throw keyInvalid("its key usage is not SIGN_VERIFY");
  const algorithm = algorithms.get(KeySpec);
  if (algorithm === undefined) throw tufFaults.KEY_UNSUPPORTED({ type: word(KeySpec) });
  if (!SigningAlgorithms?.includes(algorithm.name)) throw keyInvalid(`it does not sign with ${algorithm.name}`);
  return algorithm;
}

/** The ARN that the service gives the key: of the key that was asked for, unless that was by an alias. */
function described(arn: string | undefined, name: string): string {
  const found = keyArn.exec(arn ?? "");
  if (arn === undefined || found === null) throw answerInvalid("it does not name the key by its ARN");
  const same = name.includes("alias/") || (name.startsWith("arn:") ? name === arn : name === found[2]);
  if (!same) throw answerInvalid("it describes another key");
  return arn;
}

async function sign(client: KMSClient, pinned: Pinned, bytes: Uint8Array): Promise<Uint8Array> {
  const { arn, algorithm } = pinned;
  const pure = algorithm === ed25519;
  if (pure && bytes.length > largestMessage) {
    throw keysFaults.SIGNER_MESSAGE_TOO_LARGE({ service, length: bytes.length, limit: largestMessage });
  }
  const command = new SignCommand({
    KeyId: arn,
    Message: pure ? bytes : createHash("sha256").update(bytes).digest(),
    MessageType: pure ? "RAW" : "DIGEST",
    SigningAlgorithm: algorithm.name,
  });
  const reply = await asking("kms:Sign", (abortSignal) => client.send(command, { abortSignal }));
  if (reply.KeyId !== arn) throw answerInvalid("another key signed");
  if (reply.SigningAlgorithm !== algorithm.name) throw answerInvalid("it signed with another algorithm");
  if (reply.Signature === undefined) throw answerInvalid("it has no signature");
  return reply.Signature;
}

/** Runs one operation of the SDK, which tries again by itself; what it throws leaves as a fault. */
async function asking<T>(permission: string, action: (abort: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(timeout);
  // Credentials are looked for before the SDK heeds the signal.
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([action(signal), late]);
  } catch (error) {
    throw refusal(service, permission, error);
  }
}

function word(value: unknown): string {
  return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,40}$/.test(value) ? value : "unknown";
}
