import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { tufFaults } from "../../tuf/faults.ts";
import type { Scheme } from "../../tuf/key.ts";
import type { Signer } from "../../tuf/signer.ts";
import { keysFaults } from "../faults.ts";
import { locatingKey } from "../reading.ts";
import { derFromRaw, remoteSigner } from "../remote.ts";
import type { ListedKey, SecretSource, SignerProvider } from "../signer-provider.ts";
import { mechanism, mgf1Sha256 } from "./constants.ts";
import { findKey, publicKeys, type TokenKey } from "./keys.ts";
import { type Library, openLibrary } from "./module.ts";
import {
  type AskPin,
  closeSession,
  confirm,
  findToken,
  login,
  openSession,
  read,
  type Session,
  type Token,
  tokens,
  translated,
  translating,
} from "./session.ts";
import { formatTokenUri, parseTokenUri } from "./uri.ts";

// pkcs11js: the kind of a mechanism's parameter (its CK_PARAMS_RSA_PSS)
const pssParameter = 5;
// Room for a signature by an RSA key of 16384 bits.
const longestSignature = 2048;

/** How a token makes the signature of each scheme (PKCS#11 3.1 §6.1, §6.3): the mechanism, and what it is given. */
const methods: ReadonlyMap<string, { readonly mechanism: number; readonly parameter?: unknown }> = new Map<
  Scheme,
  { mechanism: number; parameter?: unknown }
>([
  ["ecdsa-sha2-nistp256", { mechanism: mechanism.ecdsa }],
  ["ed25519", { mechanism: mechanism.eddsa }],
  [
    "rsassa-pss-sha256",
    {
      mechanism: mechanism.sha256RsaPkcsPss,
      parameter: { type: pssParameter, hashAlg: mechanism.sha256, mgf: mgf1Sha256, saltLen: 32 },
    },
  ],
]);

/**
 * A key in a token: `pkcs11:token=NAME;object=LABEL?module-path=/PATH` (RFC 7512; also `id`, `serial`, `manufacturer`, `model`).
 * Without a module-path, KAPRIEN_PKCS11_MODULE names the library. It needs the package pkcs11js, also in the directory that
 * KAPRIEN_PKCS11JS names. The PIN is asked for as a passphrase is, and is not kept.
 */
export const provider: SignerProvider = {
  scheme: "pkcs11",
  summary: "a key in a hardware token: pkcs11:token=NAME;object=LABEL?module-path=/PATH",
  async open(uri, secrets) {
    const address = parseTokenUri(uri);
    return locatingKey(uri, async () => {
      const { library } = libraryOf(address.module, secrets);
      try {
        const { slot } = findToken(library.cryptoki, address.token);
        const session = openSession(library.cryptoki, slot);
        try {
          const ask: AskPin = (attempt) => secrets.passphrase(uri, attempt);
          await login(session, ask);
          return signer(uri, library, session, findKey(session, address), ask);
        } catch (error) {
          closeSession(session);
          throw error;
        }
      } catch (error) {
        library.release();
        throw error;
      }
    });
  },
  async list(secrets) {
    const { path, library } = libraryOf(undefined, secrets);
    try {
      return tokens(library.cryptoki).flatMap((token) => listed(library, token, path));
    } finally {
      library.release();
    }
  },
};

/** The library that the address, or the variable, names. */
function libraryOf(
  given: string | undefined,
  secrets: SecretSource,
): { readonly path: string; readonly library: Library } {
  const path = given ?? secrets.variable("KAPRIEN_PKCS11_MODULE");
  if (path === undefined || path === "") {
    const reason = "neither module-path in the address nor KAPRIEN_PKCS11_MODULE names it";
    throw keysFaults.SIGNER_UNREACHABLE({ service: "The token's library", reason });
  }
  // Some systems look for any other path in the working directory, which is a repository (T83).
  if (!isAbsolute(path)) {
    const reason = "KAPRIEN_PKCS11_MODULE has to be a whole path";
    throw keysFaults.SIGNER_UNREACHABLE({ service: "The token's library", reason });
  }
  return { path, library: openLibrary(path, secrets.variable("KAPRIEN_PKCS11JS") || undefined) };
}

/** Its public keys, which a token shows to everybody. */
function listed({ cryptoki }: Library, { slot, traits }: Token, module: string): readonly ListedKey[] {
  const session = openSession(cryptoki, slot);
  try {
    return publicKeys(session).map(({ object, key }): ListedKey => {
      const id = read(session, object, "id");
      const label = read(session, object, "label")?.toString("utf8") ?? "";
      const named = ["token", "serial"] as const;
      const uri = formatTokenUri({
        token: new Map(named.flatMap((name) => (traits.get(name) ? [[name, traits.get(name) ?? ""] as const] : []))),
        object: label === "" ? undefined : label,
        id: id === undefined || id.length === 0 ? undefined : id,
        module,
      });
      return { uri, key, label: `${label} in ${traits.get("token") ?? ""}` };
    });
  } finally {
    closeSession(session);
  }
}

function signer(uri: string, library: Library, session: Session, { key, privateKey }: TokenKey, ask: AskPin): Signer {
  const method = methods.get(key.scheme);
  if (method === undefined) throw tufFaults.KEY_UNSUPPORTED({ type: key.scheme });
  const eachTime = (read(session, privateKey, "alwaysAuthenticate")?.[0] ?? 0) !== 0;
  const { cryptoki, handle } = session;

  async function signNow(bytes: Uint8Array): Promise<Uint8Array> {
    const ecdsa = key.scheme === "ecdsa-sha2-nistp256";
    const input = ecdsa ? createHash("sha256").update(bytes).digest() : standing(bytes);
    translating(() => cryptoki.C_SignInit(handle, method ?? { mechanism: 0 }, privateKey));
    if (eachTime) await confirm(session, ask);
    const signature = await cryptoki.C_SignAsync(handle, input, Buffer.alloc(longestSignature)).catch((error) => {
      throw translated(error);
    });
    return ecdsa ? derFromRaw(signature) : signature;
  }

  // A session does one thing at a time.
  let last: Promise<unknown> = Promise.resolve();
  return remoteSigner(
    key,
    (bytes) => {
      const next = last.then(() => locatingKey(uri, () => signNow(bytes)));
      last = next.catch(() => undefined);
      return next;
    },
    async () => {
      await last;
      closeSession(session);
      library.release();
    },
  );
}

/** A copy with an address even where it is empty: no bytes at no address are refused by libraries as a mistake. */
function standing(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.of(0)]).subarray(0, bytes.length);
}
