import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { keysFaults } from "../faults.ts";
import { osLockingOk } from "./constants.ts";

/** A slot, session or object of the library. */
export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number;
}

export interface TokenInfo {
  readonly label: string;
  readonly serialNumber: string;
  readonly manufacturerID: string;
  readonly model: string;
  readonly flags: number;
}

/** As much of pkcs11js as is used here: PKCS#11's functions by their own names. */
export interface Cryptoki {
  load(path: string): void;
  close(): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_GetSessionInfo(session: Handle): { readonly state: number };
  C_Login(session: Handle, user: number, pin?: string): void;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, limit: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: readonly Attribute[]): { readonly value: Buffer }[];
  C_SignInit(session: Handle, mechanism: { mechanism: number; parameter?: unknown }, key: Handle): void;
  C_SignAsync(session: Handle, bytes: Buffer, room: Buffer): Promise<Buffer>;
}

interface Package {
  readonly PKCS11: new () => Cryptoki;
}

/** A library in use, to be released once. */
export interface Library {
  readonly cryptoki: Cryptoki;
  release(): void;
}

const packageName = "pkcs11js";
const packageVersion = "2.1.7";

/** Libraries in use by this process: PKCS#11 initializes one once for a whole process, whoever asks. */
const inUse = new Map<string, { readonly cryptoki: Cryptoki; users: number }>();

/**
 * Loads the PKCS#11 library at `path` with pkcs11js. That package is looked for beside this file, as Node does it (so a global kaprien
 * finds a global pkcs11js, and `npx --package kaprien --package pkcs11js` has both in one place), and in the `node_modules` of
 * `directory`, which the user names. Nowhere else: the working directory is a repository, and what others propose to it must not run
 * (T83). Faults `SIGNER_MODULE_MISSING`, `SIGNER_UNREACHABLE`.
 */
export function openLibrary(path: string, directory: string | undefined): Library {
  const shared = inUse.get(path) ?? { cryptoki: start(path, directory), users: 0 };
  shared.users += 1;
  inUse.set(path, shared);
  let held = true;
  return {
    cryptoki: shared.cryptoki,
    release() {
      if (!held) return;
      held = false;
      shared.users -= 1;
      if (shared.users > 0) return;
      inUse.delete(path);
      stop(shared.cryptoki);
    },
  };
}

function start(path: string, directory: string | undefined): Cryptoki {
  const { PKCS11 } = findPackage(directory);
  const cryptoki = new PKCS11();
  try {
    cryptoki.load(path);
    // Signing runs on a thread of its own, so that a person can interrupt a token that waits for a touch.
    cryptoki.C_Initialize({ flags: osLockingOk });
    return cryptoki;
  } catch {
    // The loader's own words name paths and symbols, and are no help without being long.
    const reason = `${path} is not there, or cannot be loaded as a PKCS#11 library of this machine`;
    throw keysFaults.SIGNER_UNREACHABLE({ service: "The token's library", reason });
  }
}

/** A token that was pulled out can make this fail, when nothing is left to be stopped. */
function stop(cryptoki: Cryptoki): void {
  try {
    cryptoki.C_Finalize();
    cryptoki.close();
  } catch {
    // The next to load it starts anew.
  }
}

function findPackage(directory: string | undefined): Package {
  const beside = modulesAbove(dirname(fileURLToPath(import.meta.url)));
  const places = directory === undefined ? beside : [...beside, join(resolve(directory), "node_modules")];
  const load = createRequire(import.meta.url);
  for (const place of places) {
    try {
      // By its whole path: by its name Node also searches the user's home and NODE_PATH.
      return load(join(place, packageName, "/")) as Package;
    } catch {
      // Not there, or not built for this Node: the next place, or the advice to install it.
    }
  }
  throw keysFaults.SIGNER_MODULE_MISSING({ module: packageName, version: packageVersion, directory });
}

/** The `node_modules` of a directory and of those above it, nearest first. */
function modulesAbove(directory: string): readonly string[] {
  const above = dirname(directory);
  return [join(directory, "node_modules"), ...(above === directory ? [] : modulesAbove(above))];
}
