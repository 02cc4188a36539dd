import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { AuthClient, JWTInput } from "google-auth-library";
import type { Fault } from "../../base/fault.ts";
import { boundedFetch } from "../../net/answer.ts";
import { tufFaults } from "../../tuf/faults.ts";
import { decodeJson, type JsonObject } from "../../tuf/json.ts";
import type { PublicKey, Scheme } from "../../tuf/key.ts";
import { object } from "../../tuf/shape.ts";
import { keysFaults } from "../faults.ts";
import { keyFromOpenssl } from "../openssl-key.ts";
import { keyInvalid, locatingKey, reading } from "../reading.ts";
import { answerInvalid, remoteSigner } from "../remote.ts";
import {
  isPassing,
  largestReply,
  type Network,
  persistently,
  roundTrip,
  unreachable,
  usualPatience,
} from "../service.ts";
import type { SignerProvider } from "../signer-provider.ts";
import { crc32c } from "./crc32c.ts";

/** What opening a key needs of the world. */
export interface GcpKmsWorld extends Network {
  /** Instead of Application Default Credentials. */
  readonly credentials?: JWTInput;
}

const service = "Google Cloud KMS";
const address =
  /^gcpkms:\/\/(projects\/[a-z0-9][a-z0-9.:-]{0,62}\/locations\/[a-z0-9-]{1,63}\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}\/cryptoKeyVersions\/[1-9]\d{0,9})(?:\?endpoint=(https?:\/\/[A-Za-z0-9.:[\]-]+)\/?)?$/;
const publicEndpoint = "https://cloudkms.googleapis.com";
// An address stands in a file that people propose changes to; the token goes to Google, wherever it says.
const googles = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.googleapis\.com$/;
const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
// Of all that its owner may do, the token can be used for key management alone.
const scope = "https://www.googleapis.com/auth/cloudkms";

/** Ed25519 signs the message itself, and the service takes no more of it. */
const largestMessage = 65_536;

/** The algorithms of the service that make signatures in the one form every client reads. */
const algorithms: ReadonlyMap<string, Scheme> = new Map([
  ["EC_SIGN_ED25519", "ed25519"],
  ["EC_SIGN_P256_SHA256", "ecdsa-sha2-nistp256"],
  ["RSA_SIGN_PSS_2048_SHA256", "rsassa-pss-sha256"],
  ["RSA_SIGN_PSS_3072_SHA256", "rsassa-pss-sha256"],
  ["RSA_SIGN_PSS_4096_SHA256", "rsassa-pss-sha256"],
]);

/** One request, and what its caller must be allowed to do. */
interface Call {
  readonly path: string;
  readonly permission: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Sends a call, again when that may help, until `read` accepts the reply. */
type Service = <T>(call: Call, read: (reply: JsonObject) => T) => Promise<T>;

/**
 * A key version of Google Cloud KMS: `gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V`, with
 * `?endpoint=https://HOST` for a regional or private endpoint. The version is part of the address because it is a version that signs:
 * a new one is a new key, which a root has to name. Who asks is told by Application Default Credentials. Beside the codes of
 * {@link SignerProvider.open}: `SIGNER_FORBIDDEN`, `SIGNER_UNREACHABLE`, `SIGNER_ANSWER_INVALID`, `KEY_UNSUPPORTED`, and
 * `SIGNER_MESSAGE_TOO_LARGE` when signing.
 */
export const provider: SignerProvider = gcpKms({ fetch: (...request) => fetch(...request), pause: delay });

/** The provider in a world of one's own. */
export function gcpKms(world: GcpKmsWorld): SignerProvider {
  return {
    scheme: "gcpkms",
    summary:
      "a key version in Google Cloud KMS: gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V",
    async open(uri) {
      const [, name, endpoint = publicEndpoint] = address.exec(uri) ?? [];
      if (name === undefined || !(loopback.test(endpoint) || googles.test(endpoint)) || !URL.canParse(endpoint)) {
        const form = "gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V, with the version";
        throw keysFaults.SIGNER_URI_INVALID({ reason: `expected is ${form}` });
      }
      return locatingKey(uri, async () => {
        const call = connect(world, endpoint, await authorizer(world, name));
        const { key, algorithm } = await publicKey(call, name);
        return remoteSigner(key, (bytes) => locatingKey(uri, () => sign(call, name, algorithm, bytes)));
      });
    },
  };
}

async function publicKey(call: Service, name: string): Promise<{ key: PublicKey; algorithm: string }> {
  const { pem, algorithm } = await call(
    { path: `${name}/publicKey`, permission: "cloudkms.cryptoKeyVersions.viewPublicKey" },
    (reply) => {
      same(reply.get("name"), name, "it describes another key version");
      const text = member(reply, "pem");
      intact(Buffer.from(text), reply.get("pemCrc32c"), "public key");
      return { pem: text, algorithm: member(reply, "algorithm") };
    },
  );
  const scheme = algorithms.get(algorithm);
  if (scheme === undefined) throw tufFaults.KEY_UNSUPPORTED({ type: word(algorithm) });
  const key = reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromOpenssl(pem));
  if (key.scheme !== scheme) throw answerInvalid("its algorithm is not that of its key");
  return { key, algorithm };
}

/** The integrity checks are those that Google's reference asks a client to make, in both directions. */
async function sign(call: Service, name: string, algorithm: string, bytes: Uint8Array): Promise<Uint8Array> {
  const pure = algorithm === "EC_SIGN_ED25519";
  if (pure && bytes.length > largestMessage) {
    throw keysFaults.SIGNER_MESSAGE_TOO_LARGE({ service, length: bytes.length, limit: largestMessage });
  }
  const input = pure ? bytes : createHash("sha256").update(bytes).digest();
  const encoded = Buffer.from(input).toString("base64");
  const sum = String(crc32c(input));
  const body = pure ? { data: encoded, dataCrc32c: sum } : { digest: { sha256: encoded }, digestCrc32c: sum };
  return call({ path: `${name}:asymmetricSign`, permission: "cloudkms.cryptoKeyVersions.useToSign", body }, (reply) => {
    same(reply.get("name"), name, "another key version signed");
    const verified = reply.get(pure ? "verifiedDataCrc32c" : "verifiedDigestCrc32c");
    same(verified, true, "what was to be signed did not arrive intact");
    const text = member(reply, "signature");
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw answerInvalid("its signature is not base64");
    const signature = Buffer.from(text, "base64");
    intact(signature, reply.get("signatureCrc32c"), "signature");
    return signature;
  });
}

function member(reply: JsonObject, name: string): string {
  const value = reply.get(name);
  if (typeof value !== "string") throw answerInvalid(`it has no ${name}`);
  return value;
}

function same(actual: unknown, expected: unknown, reason: string): void {
  if (actual !== expected) throw answerInvalid(reason);
}

// An int64 in JSON is a string of digits.
function intact(bytes: Uint8Array, sum: unknown, what: string): void {
  same(sum, String(crc32c(bytes)), `the checksum of its ${what} is missing or wrong`);
}

function connect(world: GcpKmsWorld, endpoint: string, authorize: () => Promise<string>): Service {
  return async (call, read) => {
    const authorization = await authorize();
    return persistently(world, async () => read(await exchange(world, endpoint, call, authorization)));
  };
}

async function exchange(
  world: Network,
  endpoint: string,
  { path, permission, body }: Call,
  authorization: string,
): Promise<JsonObject> {
  const { status, content } = await roundTrip(service, world, `${endpoint}/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const reply = parsed(content);
  if (status !== 200) throw refusal(status, reply?.get("error"), permission);
  if (reply === undefined) throw answerInvalid("it is not a JSON object");
  return reply;
}

function parsed(content: Uint8Array): JsonObject | undefined {
  try {
    return object(decodeJson(content), "reply");
  } catch {
    return undefined;
  }
}

/** What a status means here. Of the reply only the name of its status is repeated, never its prose. */
function refusal(status: number, error: unknown, permission: string): Fault {
  const name = error instanceof Map ? word(error.get("status")) : "";
  const said = name === "" ? `HTTP ${status}` : `HTTP ${status}, ${name}`;
  if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({ service, permission, reason: said });
  if (status === 404) return keysFaults.SIGNER_KEY_MISSING();
  if (status === 400 && name === "FAILED_PRECONDITION") return keyInvalid("its version is disabled or destroyed");
  if (status === 400) return keyInvalid(`${service} refused the request (${said})`);
  if (isPassing(status)) return unreachable(service, said);
  return answerInvalid(`it has the status ${status}`);
}

function word(value: unknown): string {
  return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,60}$/.test(value) ? value : "";
}

/**
 * A source of `Authorization` headers. What the library throws is dropped, message and cause: it carries the requests it made, and
 * these carry assertions and tokens (I13).
 */
async function authorizer(
  { fetch: send, patience, credentials }: GcpKmsWorld,
  name: string,
): Promise<() => Promise<string>> {
  const { GoogleAuth } = await import("google-auth-library");
  // The library would read a reply of any size, with a deadline that Node 20 forgets while it reads.
  const fetchImplementation = boundedFetch({ seconds: patience ?? usualPatience }, largestReply, send);
  const transporterOptions = { fetchImplementation };
  const auth = new GoogleAuth({
    scopes: scope,
    // Named only so that it is not searched for: that starts gcloud, and asks a service that the credentials may not use.
    projectId: name.split("/")[1] ?? "",
    clientOptions: { transporterOptions },
    ...(credentials === undefined ? {} : { credentials }),
  });
  let client: AuthClient | undefined;
  return async () => {
    try {
      client ??= await auth.getClient();
      const header = (await client.getRequestHeaders()).get("authorization");
      if (header !== null) return header;
    } catch (error) {
      if (client !== undefined && passing(error))
        throw unreachable(service, "the token service of its credentials fails");
      const reason =
        client === undefined ? "there are no Application Default Credentials" : "the credentials were not accepted";
      throw keysFaults.SIGNER_FORBIDDEN({ service, permission: "a Google credential", reason });
    }
    throw keysFaults.SIGNER_FORBIDDEN({ service, permission: "a Google credential", reason: "they gave no token" });
  };
}

/**
 * Whether a token request failed on its way or by the other side's fault, rather than for what it said. The library's errors of
 * requests have a `config`, and a `status` once there was a response.
 */
function passing(error: unknown): boolean {
  if (!(error instanceof Error && "config" in error)) return false;
  const status = "status" in error && typeof error.status === "number" ? error.status : 503;
  return isPassing(status);
}
