import { createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TokenCredential } from "@azure/identity";
import { closed, listen } from "./gcpkms.ts";
import { signDigestEcdsa, signDigestPss } from "./sign-digest.ts";

type Reply = Record<string, unknown>;

/** One version of a key, and how the vault misbehaves with it. */
export interface VaultKey {
  readonly key: KeyObject;
  /** With `-HSM` or without. */
  readonly kty: string;
  /** Members of the JWK in the place of the key's own. */
  readonly jwk?: Reply;
  readonly attributes?: Reply;
  /** Chooses among the signatures of an elliptic key. */
  readonly fits?: (signature: Buffer) => boolean;
  /** Changes the reply to a good request. */
  spoil?(operation: "get" | "sign", reply: Reply): Reply;
  /** Answered to requests with a token before anything else, one per request. */
  readonly refusals?: Refusal[];
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly inner?: string;
  readonly headers?: Record<string, string>;
}

export interface Vault {
  readonly host: string;
  /** `fetch`, with the vault's https address at this server. */
  readonly fetch: typeof fetch;
  /** By name and version: `online/0123…`. Of several versions of a name the last is the newest. */
  readonly keys: Map<string, VaultKey>;
  /** What requests did that the published interface does not have. */
  readonly complaints: string[];
  readonly requests: string[];
  readonly secrets: Set<string>;
  readonly credential: TokenCredential;
  /** The variables by which Azure tells its machines where their managed identity gets tokens: at this server. */
  readonly identity: Readonly<Record<string, string>>;
  /** What the vault asks tokens to be for. */
  resource: string;
  close(): Promise<void>;
}

const apiVersion = "2025-07-01";
const tenant = "72f988bf-0000-0000-0000-2d7cd011db47";

/** Azure Key Vault's data plane as its OpenAPI document has it, for reading keys and signing, with the challenge before both. */
export async function azureVault(): Promise<Vault> {
  const keys = new Map<string, VaultKey>();
  const complaints: string[] = [];
  const requests: string[] = [];
  const tokens = new Set<string>();
  const host = "acme.vault.azure.net";

  const identityHeader = randomBytes(24).toString("hex");
  const token = `eyJ0.${randomBytes(24).toString("hex")}`;

  const kid = (id: string): string => `https://${host}/keys/${id}`;

  function bundle(id: string, { key, kty, jwk, attributes }: VaultKey): Reply {
    const own = createPublicKey(key).export({ format: "jwk" });
    return {
      key: { kid: kid(id), key_ops: ["sign", "verify"], ...own, kty, ...jwk },
      attributes: {
        enabled: true,
        created: 1_700_000_000,
        updated: 1_700_000_000,
        recoveryLevel: "Recoverable+Purgeable",
        recoverableDays: 90,
        exportable: false,
        ...attributes,
      },
      tags: {},
    };
  }

  function sign(id: string, { key, fits }: VaultKey, body: Reply): Reply | undefined {
    for (const name of Object.keys(body)) if (!["alg", "value"].includes(name)) complaints.push(`sign has a ${name}`);
    const digest = Buffer.from(String(body["value"]), "base64url");
    const fitting = body["alg"] === (key.asymmetricKeyType === "ec" ? "ES256" : "PS256");
    if (!fitting || digest.length !== 32 || digest.toString("base64url") !== body["value"]) return undefined;
    const signature = body["alg"] === "ES256" ? signDigestEcdsa(key, digest, fits) : signDigestPss(key, digest);
    return { kid: kid(id), value: signature.toString("base64url") };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { method = "", url = "", headers } = request;
    const { pathname, search } = new URL(url, "http://vault");
    requests.push(`${method} ${pathname}`);
    const say = (status: number, reply: unknown, more: Record<string, string> = {}): void =>
      void response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(reply));
    const deny = ({ status, code, inner, headers: more }: Refusal): void => {
      const innererror = inner === undefined ? {} : { innererror: { code: inner } };
      say(status, { error: { code, message: `canary-message ${headers.authorization}`, ...innererror } }, more);
    };
    if (pathname === "/msi/token") {
      if (headers["x-identity-header"] !== identityHeader) return deny({ status: 401, code: "Unauthorized" });
      const asked = JSON.stringify([...new URLSearchParams(search)]);
      if (asked !== '[["api-version","2019-08-01"],["resource","https://vault.azure.net"]]')
        complaints.push(`a token for ${search}`);
      tokens.add(token);
      const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
      return say(200, { access_token: token, expires_on, resource: "https://vault.azure.net", token_type: "Bearer" });
    }
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    if (!tokens.has(bearer)) {
      if (body !== "") complaints.push("something was sent before the vault knew who asks");
      const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenant}", resource="${vault.resource}"`;
      return deny({ status: 401, code: "Unauthorized", headers: { "www-authenticate": challenge } });
    }
    const query = JSON.stringify([...new URLSearchParams(search)]);
    if (query !== `[["api-version","${apiVersion}"]]`) complaints.push(`the query ${search}`);
    const [, name = "", version = "", operation = "get"] =
      /^\/keys\/([0-9a-zA-Z-]+)\/([0-9a-f]{32})?(?:\/(sign))?$/.exec(pathname) ?? [];
    const expected = operation === "sign" && version !== "" ? "POST" : "GET";
    if (name === "" || method !== expected) {
      complaints.push(`there is no ${method} ${url}`);
      return deny({ status: 404, code: "NotFound" });
    }
    const id =
      version === "" ? [...keys.keys()].filter((each) => each.startsWith(`${name}/`)).at(-1) : `${name}/${version}`;
    const found = keys.get(id ?? "");
    if (id === undefined || found === undefined) return deny({ status: 404, code: "KeyNotFound" });
    const refusal = found.refusals?.shift();
    if (refusal !== undefined) return deny(refusal);
    if (operation === "get") {
      const reply = bundle(id, found);
      return say(200, found.spoil?.("get", reply) ?? reply);
    }
    if (found.attributes?.["enabled"] === false) return deny({ status: 403, code: "Forbidden", inner: "KeyDisabled" });
    if (headers["content-type"] !== "application/json") complaints.push("a body that is not said to be JSON");
    const reply = sign(id, found, JSON.parse(body));
    if (reply === undefined) {
      complaints.push(`sign does not fit the key: ${body}`);
      return deny({ status: 400, code: "BadParameter" });
    }
    return say(200, found.spoil?.("sign", reply) ?? reply);
  }

  const { server, endpoint } = await listen(answer);
  const vault: Vault = {
    host,
    fetch: async (input, init) => {
      const { host: asked, pathname, search, protocol } = new URL(String(input));
      if (`${protocol}//${asked}` !== `https://${host}`) throw new Error(`nobody is at ${asked}`);
      return fetch(`${endpoint}${pathname}${search}`, init);
    },
    keys,
    complaints,
    requests,
    secrets: new Set([token, identityHeader]),
    identity: { IDENTITY_ENDPOINT: `${endpoint}/msi/token`, IDENTITY_HEADER: identityHeader },
    resource: "https://vault.azure.net",
    credential: {
      async getToken(scopes) {
        if (String(scopes) !== "https://vault.azure.net/.default") complaints.push(`a token was asked for ${scopes}`);
        tokens.add(token);
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    close: () => closed(server),
  };
  return vault;
}
