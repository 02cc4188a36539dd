import { createPublicKey, type KeyObject, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { derOf, signDigestEcdsa, signDigestPss } from "./sign-digest.ts";

type Reply = Record<string, unknown>;

/** A key of the service, and how the service misbehaves with it. */
export interface AwsKey {
  readonly spec: string;
  /** Changed by a test that moves an alias to other material. */
  key: KeyObject;
  readonly usage?: string;
  /** Changes the reply to a good request. */
  spoil?(operation: "GetPublicKey" | "Sign", reply: Reply): Reply | string;
  /** Answered before anything else, one per request: a status and the type of the error. */
  readonly refusals?: (readonly [status: number, type: string])[];
}

export interface AwsKms {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** By id, as in an ARN. */
  readonly keys: Map<string, AwsKey>;
  /** From `alias/NAME` to an id. */
  readonly aliases: Map<string, string>;
  /** What requests did that the published interface does not have. */
  readonly complaints: string[];
  /** The operations that were asked for. */
  readonly requests: string[];
  add(key: AwsKey): string;
  arn(id: string): string;
  close(): Promise<void>;
}

const algorithms: Readonly<Record<string, readonly string[]>> = {
  ECC_NIST_P256: ["ECDSA_SHA_256"],
  ECC_NIST_P384: ["ECDSA_SHA_384"],
  ECC_NIST_EDWARDS25519: ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
  RSA_2048: ["RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PKCS1_V1_5_SHA_256"],
  RSA_3072: ["RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PKCS1_V1_5_SHA_256"],
};

/** GetPublicKey and Sign of AWS KMS as its API reference has them: the JSON 1.1 protocol, and requests signed for one region. */
export async function awsKmsServer(): Promise<AwsKms> {
  const region = "eu-west-1";
  const accessKeyId = "AKIDKAPRIENTEST00001";
  const keys = new Map<string, AwsKey>();
  const aliases = new Map<string, string>();
  const complaints: string[] = [];
  const requests: string[] = [];
  const arn = (id: string): string => `arn:aws:kms:${region}:111122223333:key/${id}`;

  function expectMembers(what: string, body: Reply, allowed: readonly string[]): void {
    for (const name of Object.keys(body))
      if (!allowed.includes(name)) complaints.push(`${what} has the member ${name}`);
    for (const name of allowed) if (!(name in body)) complaints.push(`${what} lacks the member ${name}`);
  }

  function expectHead({ method, url, headers }: IncomingMessage): void {
    if (method !== "POST" || url !== "/") complaints.push(`${method} ${url}`);
    if (headers["content-type"] !== "application/x-amz-json-1.1") complaints.push(`type ${headers["content-type"]}`);
    const scope = `${accessKeyId}/\\d{8}/${region}/kms/aws4_request`;
    const signed = new RegExp(
      `^AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$`,
    );
    if (!signed.test(headers.authorization ?? "")) complaints.push("the request is not signed for this region");
    if (!/SignedHeaders=[^,]*x-amz-target/.test(headers.authorization ?? ""))
      complaints.push("its target is not signed");
  }

  function find(name: unknown): [string, AwsKey] | undefined {
    const text = String(name)
      .replace(`arn:aws:kms:${region}:111122223333:`, "")
      .replace(/^key\//, "");
    const id = aliases.get(text) ?? text;
    const key = keys.get(id);
    return key === undefined ? undefined : [id, key];
  }

  function getPublicKey(id: string, { spec, key, usage = "SIGN_VERIFY" }: AwsKey): Reply {
    const PublicKey = createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
    const common = { CustomerMasterKeySpec: spec, KeyId: arn(id), KeySpec: spec, KeyUsage: usage, PublicKey };
    return usage === "SIGN_VERIFY"
      ? { ...common, SigningAlgorithms: algorithms[spec] }
      : { ...common, EncryptionAlgorithms: ["RSAES_OAEP_SHA_256"] };
  }

  function signed(id: string, { spec, key }: AwsKey, body: Reply): Reply | undefined {
    expectMembers("Sign", body, ["KeyId", "Message", "MessageType", "SigningAlgorithm"]);
    const message = Buffer.from(String(body["Message"]), "base64");
    if (message.toString("base64") !== body["Message"]) complaints.push("the message is not base64");
    const algorithm = String(body["SigningAlgorithm"]);
    if (algorithms[spec]?.includes(algorithm) !== true) return undefined;
    const raw = algorithm === "ED25519_SHA_512";
    if (body["MessageType"] !== (raw ? "RAW" : "DIGEST")) return undefined;
    if (raw ? message.length > 4096 : message.length !== 32) return undefined;
    return { KeyId: arn(id), Signature: made(algorithm, key, message).toString("base64"), SigningAlgorithm: algorithm };
  }

  function made(algorithm: string, key: KeyObject, message: Buffer): Buffer {
    if (algorithm === "ED25519_SHA_512") return sign(null, message, key);
    return algorithm === "ECDSA_SHA_256" ? derOf(signDigestEcdsa(key, message)) : signDigestPss(key, message);
  }

  function answer(operation: string, body: Reply): [status: number, reply: Reply | string] {
    const found = find(body["KeyId"]);
    if (found === undefined) return [400, { __type: "NotFoundException", message: "it does not exist" }];
    const [id, key] = found;
    const [status, type] = key.refusals?.shift() ?? [];
    // As AWS words it, with who asked in it.
    const message = `User: arn:aws:iam::111122223333:user/canary-${accessKeyId} is not authorized`;
    if (status !== undefined) return [status, { __type: type, message }];
    if (operation !== "GetPublicKey" && operation !== "Sign") {
      complaints.push(`the operation ${operation}`);
      return [400, { __type: "UnknownOperationException" }];
    }
    if (operation === "GetPublicKey") expectMembers(operation, body, ["KeyId"]);
    const reply = operation === "Sign" ? signed(id, key, body) : getPublicKey(id, key);
    if (reply === undefined) return [400, { __type: "ValidationException", message: "Digest is invalid length" }];
    return [200, key.spoil?.(operation, reply) ?? reply];
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    expectHead(request);
    const [prefix, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    if (prefix !== "TrentService") complaints.push(`the service ${prefix}`);
    requests.push(operation);
    const [status, reply] = answer(operation, JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
    response.end(typeof reply === "string" ? reply : JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region,
    accessKeyId,
    keys,
    aliases,
    complaints,
    requests,
    add(key) {
      const id = randomUUID();
      keys.set(id, key);
      return id;
    },
    arn,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
