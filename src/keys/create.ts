import { type Fault, isFault } from "../base/fault.ts";
import { encodeJson } from "../tuf/canonical.ts";
import type { Scheme } from "../tuf/key.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { keysFaults } from "./faults.ts";
import type { KeyMaker } from "./key-maker.ts";
import { proveSigner } from "./keyring.ts";
import { keyView } from "./show.ts";
import type { KeyView } from "./text.ts";

export interface NewKeyPorts {
  readonly maker: KeyMaker;
  /** Where the public half is written. */
  readonly workspace: Workspace;
  /** A passphrase; asked again with the fault when the last would not do. Rejects when there is nobody to ask. */
  readonly passphrase: (refused: Fault | undefined) => Promise<string>;
  /** Random bytes to be signed as proof of possession. */
  readonly challenge: () => Uint8Array;
  readonly verifier: Verifier;
}

export interface NewKeyRequest {
  readonly scheme: Scheme;
  /** The key file. */
  readonly file: string;
  /** Where the public half goes, as a TUF key in JSON. */
  readonly publicFile: string;
}

/** Bytes of a public key in JSON, at most. */
const publicLimit = 65_536;

/**
 * Whether a new key could be written, without a question asked. Faults `KEY_FILE_EXISTS`, `KEY_IN_WORK_TREE`, and `FILE_EXISTS` for
 * the public half.
 */
export async function checkNewKey(
  { maker, workspace }: NewKeyPorts,
  { file, publicFile }: NewKeyRequest,
): Promise<void> {
  await maker.check(file);
  if ((await workspace.read(publicFile, publicLimit)) !== undefined)
    throw workspaceFaults.FILE_EXISTS({ file: publicFile });
}

/**
 * Makes a key in an encrypted file and writes its public half beside it; both or neither. Faults as {@link checkNewKey} before the
 * passphrase is asked for, and `KEY_PASSPHRASE_WEAK` when nobody can be asked for another.
 */
export async function newKey(ports: NewKeyPorts, request: NewKeyRequest): Promise<KeyView> {
  await checkNewKey(ports, request);
  const created = await make(ports, request);
  try {
    const { key } = created.signer;
    await proveSigner(created.signer, `file:${request.file}`, ports.challenge(), ports.verifier);
    await created.save();
    await ports.workspace.write(new Map([[request.publicFile, encodeJson(key.json)]]), "refuse");
    return keyView(key, new Map());
  } catch (error) {
    await created.discard();
    throw error;
  } finally {
    await created.signer[Symbol.asyncDispose]();
  }
}

async function make(
  { maker, passphrase }: NewKeyPorts,
  { scheme, file }: NewKeyRequest,
): ReturnType<KeyMaker["create"]> {
  for (let refused: Fault | undefined; ; ) {
    const chosen = await passphrase(refused);
    try {
      return await maker.create({ scheme, path: file, passphrase: chosen });
    } catch (error) {
      if (!isFault(error, keysFaults.KEY_PASSPHRASE_WEAK)) throw error;
      refused = error;
    }
  }
}
