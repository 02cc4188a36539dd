import { createHash, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { rsaKey } from "./metadata.ts";
import { derOf, signDigestEcdsa, signDigestPss } from "./sign-digest.ts";

type Reply = Record<string, unknown>;

/** One key version, and how the service misbehaves with it. */
export interface Version {
  readonly algorithm: string;
  readonly key: KeyObject;
  /** Changes the reply to a good request. */
  spoil?(operation: "publicKey" | "asymmetricSign", reply: Reply): Reply | undefined;
  /** Answered before anything else, one per request: a status and the name of Google's error. */
  readonly refusals?: (readonly [status: number, name: string])[];
}

export interface GcpKms {
  /** `http://127.0.0.1:PORT`, of the key service and of the token endpoints alike. */
  readonly endpoint: string;
  readonly versions: Map<string, Version>;
  /** What requests did that the published interface does not have. */
  readonly complaints: string[];
  readonly requests: string[];
  /** A service account's key file, as Google's console gives it. */
  readonly serviceAccount: Record<string, string>;
  /** A workload identity federation file, as GitHub's login action writes it. */
  readonly federation: Record<string, unknown>;
  /** Tokens and assertions that went over the wire. */
  readonly secrets: Set<string>;
  /** The token endpoint's own troubles, one per request. */
  readonly tokenRefusals: number[];
  /** `fetch`, with Google's token endpoint at this server: its address is fixed in the library. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

const tokenEndpoint = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/cloudkms";
const audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github/providers/kaprien";

/** CRC-32C bit by bit, apart from the code under test. RFC 3720's own example is checked by a test. */
export function crc32cSlow(bytes: Uint8Array): number {
  let rest = 0xffffffffn;
  for (const byte of bytes) {
    rest ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) rest = (rest & 1n) === 1n ? (rest >> 1n) ^ 0x82f63b78n : rest >> 1n;
  }
  return Number(rest ^ 0xffffffffn);
}

/** Cloud KMS v1 as its discovery document has it, for reading public keys and signing, with the two token endpoints beside it. */
export async function gcpKmsServer(): Promise<GcpKms> {
  const account = rsaKey("service account");
  const subjectToken = `subject-${randomBytes(24).toString("hex")}`;
  const requestToken = `request-${randomBytes(24).toString("hex")}`;
  const tokens = new Set<string>();
  const versions = new Map<string, Version>();
  const complaints: string[] = [];
  const requests: string[] = [];
  const secrets = new Set<string>([subjectToken, requestToken]);
  const tokenRefusals: number[] = [];
  const email = "kaprien@acme.iam.gserviceaccount.com";

  function issue(): Reply {
    const token = `ya29.${randomBytes(24).toString("hex")}`;
    tokens.add(token);
    secrets.add(token);
    return { access_token: token, expires_in: 3599, token_type: "Bearer" };
  }

  function serviceAccountToken(form: URLSearchParams): Reply {
    expectMembers("token request", Object.fromEntries(form), ["grant_type", "assertion"]);
    const assertion = form.get("assertion") ?? "";
    secrets.add(assertion);
    const [header = "", payload = "", signature = ""] = assertion.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const fine =
      form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
      JSON.parse(Buffer.from(header, "base64url").toString()).alg === "RS256" &&
      verify(
        "sha256",
        Buffer.from(`${header}.${payload}`),
        createPublicKey(account),
        Buffer.from(signature, "base64url"),
      );
    if (!fine) complaints.push("the assertion is not signed by the service account");
    if (claims.iss !== email || claims.aud !== tokenEndpoint || claims.scope !== scope)
      complaints.push(`the assertion asks for ${claims.scope} of ${claims.aud} as ${claims.iss}`);
    return issue();
  }

  function federatedToken(form: URLSearchParams): Reply {
    const wanted = {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience,
      scope,
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token: subjectToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    };
    const sent = Object.fromEntries(form);
    expectMembers("token exchange", sent, Object.keys(wanted));
    for (const [name, value] of Object.entries(wanted))
      if (sent[name] !== value) complaints.push(`the token exchange has the ${name} ${sent[name]}`);
    return { ...issue(), issued_token_type: "urn:ietf:params:oauth:token-type:access_token" };
  }

  function expectMembers(what: string, value: object, allowed: readonly string[]): void {
    for (const name of Object.keys(value))
      if (!allowed.includes(name)) complaints.push(`${what} has the member ${name}`);
  }

  function publicKey(name: string, { algorithm, key }: Version): Reply {
    const pem = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
    const sum = String(crc32cSlow(Buffer.from(pem)));
    return { pem, algorithm, pemCrc32c: sum, name, protectionLevel: "SOFTWARE", publicKeyFormat: "PEM" };
  }

  function asymmetricSign(name: string, version: Version, body: Reply): Reply | undefined {
    expectMembers("AsymmetricSignRequest", body, ["digest", "digestCrc32c", "data", "dataCrc32c"]);
    const pure = version.algorithm === "EC_SIGN_ED25519";
    const digest = body["digest"] as Reply | undefined;
    if (digest !== undefined) expectMembers("Digest", digest, ["sha256"]);
    if ((digest === undefined) !== pure || (body["data"] === undefined) === pure) return undefined;
    const input = base64(pure ? body["data"] : digest?.["sha256"]);
    const sum = body[pure ? "dataCrc32c" : "digestCrc32c"];
    if (input === undefined || sum !== String(crc32cSlow(input)) || input.length > 65_536) return undefined;
    if (!pure && input.length !== 32) return undefined;
    const signature = made(version, input);
    return {
      signature: signature.toString("base64"),
      signatureCrc32c: String(crc32cSlow(signature)),
      [pure ? "verifiedDataCrc32c" : "verifiedDigestCrc32c"]: true,
      name,
      protectionLevel: "SOFTWARE",
    };
  }

  function base64(value: unknown): Buffer | undefined {
    if (typeof value !== "string") return undefined;
    const bytes = Buffer.from(value, "base64");
    return bytes.toString("base64") === value ? bytes : undefined;
  }

  function made({ algorithm, key }: Version, input: Buffer): Buffer {
    if (algorithm === "EC_SIGN_ED25519") return sign(null, input, key);
    if (algorithm === "EC_SIGN_P256_SHA256") return derOf(signDigestEcdsa(key, input));
    return signDigestPss(key, input);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { method = "", url = "", headers } = request;
    requests.push(`${method} ${url}`);
    const say = (status: number, reply: unknown): void =>
      void response.writeHead(status, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(reply));
    const deny = (status: number, name: string): void =>
      say(status, { error: { code: status, status: name, message: `canary-message ${headers.authorization}` } });

    if (url === "/token" || url === "/v1/token") {
      const refused = tokenRefusals.shift();
      if (refused !== undefined) return say(refused, { error: "invalid_grant", error_description: `canary ${body}` });
      const form = new URLSearchParams(body);
      return say(200, url === "/token" ? serviceAccountToken(form) : federatedToken(form));
    }
    if (url === "/oidc?audience=kaprien") {
      if (headers.authorization !== `Bearer ${requestToken}`) complaints.push("the OIDC request has no request token");
      return say(200, { value: subjectToken });
    }
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    if (!tokens.has(bearer)) return deny(401, "UNAUTHENTICATED");
    const [, name = "", operation = ""] = /^\/v1\/(projects\/[^?:]+?)(\/publicKey|:asymmetricSign)$/.exec(url) ?? [];
    if (operation === "" || method !== (operation === "/publicKey" ? "GET" : "POST")) {
      complaints.push(`there is no ${method} ${url}`);
      return deny(404, "NOT_FOUND");
    }
    const version = versions.get(name);
    if (version === undefined) return deny(404, "NOT_FOUND");
    const refusal = version.refusals?.shift();
    if (refusal !== undefined) return deny(...refusal);
    if (operation === "/publicKey") {
      const reply = publicKey(name, version);
      return say(200, version.spoil?.("publicKey", reply) ?? reply);
    }
    if (headers["content-type"] !== "application/json") complaints.push("a body that is not said to be JSON");
    const reply = asymmetricSign(name, version, JSON.parse(body));
    if (reply === undefined) {
      complaints.push("AsymmetricSignRequest does not fit the key");
      return deny(400, "INVALID_ARGUMENT");
    }
    return say(200, version.spoil?.("asymmetricSign", reply) ?? reply);
  }

  const { server, endpoint } = await listen(answer);
  const accountKey = account.export({ type: "pkcs8", format: "pem" }).toString();
  secrets.add(accountKey.split("\n")[4] ?? "");
  return {
    endpoint,
    versions,
    complaints,
    requests,
    secrets,
    tokenRefusals,
    serviceAccount: {
      type: "service_account",
      project_id: "acme",
      private_key_id: createHash("sha1").update(accountKey).digest("hex"),
      private_key: accountKey,
      client_email: email,
      client_id: "100000000000000000001",
      token_uri: tokenEndpoint,
      universe_domain: "googleapis.com",
    },
    federation: {
      type: "external_account",
      audience,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `${endpoint}/v1/token`,
      credential_source: {
        url: `${endpoint}/oidc?audience=kaprien`,
        headers: { Authorization: `Bearer ${requestToken}` },
        format: { type: "json", subject_token_field_name: "value" },
      },
    },
    fetch: (input, init) => fetch(String(input) === tokenEndpoint ? `${endpoint}/token` : input, init),
    close: () => closed(server),
  };
}

/** A server on a free port of the loopback address. What `answer` throws ends the connection. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
