import { homedir } from "node:os";
import type { Clock } from "../base/clock.ts";
import { type Instant, instant } from "../base/time.ts";
import { fetchFile, fetchUrl } from "../client/http/fetch.ts";
import type { Fetch, Oracle } from "../client/reference-client.ts";
import { nodeVerifier } from "../crypto/node.ts";
import { remembering } from "../crypto/remembering.ts";
import type { Forge, Pages } from "../forge/forge.ts";
import type { CommitContent, CommitId, Refs, Store, Tree } from "../git/store.ts";
import type { KeyMaker } from "../keys/key-maker.ts";
import type { Offer, SecretSource } from "../keys/signer-provider.ts";
import type { Mirror } from "../publish/mirror.ts";
import { type Staging, stagingMirror } from "../publish/mirrors/branch.ts";
import { directoryMirror } from "../publish/mirrors/directory.ts";
import type { PublicKey } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { directoryWorkspace } from "../workspace/directory/directory.ts";
import type { OutputFile, Workspace } from "../workspace/workspace.ts";
import { expandHome, type Machine } from "./user-directories.ts";

/** What a face may set about commits. */
export interface StoreSettings {
  /** In whose name they are made. */
  readonly author?: { readonly name: string; readonly email: string };
  /** Has somebody else make, and sign, the commit of this content. */
  readonly endorse?: (content: CommitContent) => Promise<CommitId>;
}

/** One for the whole process, which meets most signatures more than once. */
const verifier: Verifier = remembering(nodeVerifier(), 32_768);

/** The one place where adapters are picked. Heavy ones are loaded when they are first asked for. */
export const compose: {
  clock(): Clock;
  store(location: string, token: string | undefined, clock: Clock, options?: StoreSettings): Promise<Store & Refs>;
  forge(api: string, repository: string, token: string, clock: Clock): Promise<Forge & Pages>;
  mirror(directory: string): Mirror;
  stage(tree: Tree | undefined, directory: string, now: Instant): Staging;
  workspace(directory: string): Workspace;
  /** A file to be written whole: at a path, below a directory, or standard output. */
  output(to: { path: string; below?: string } | { stream: NodeJS.WritableStream }): Promise<OutputFile>;
  oracle(): Promise<Oracle>;
  signer(uri: string, secrets: SecretSource): Promise<Signer>;
  readonly verifier: Verifier;
  /** Keys that places with several of them offer: an agent, a token. */
  offeredKeys(secrets: SecretSource): Promise<readonly Offer[]>;
  /** Reads a public key from the bytes of a file. Faults `KEY_NOT_PUBLIC`, `KEY_INVALID`, `KEY_WEAK`, `KEY_UNSUPPORTED`. */
  readPublicKey(): Promise<(bytes: Uint8Array) => PublicKey>;
  keyMaker(): Promise<KeyMaker>;
  readonly fetch: Fetch;
  /** The same for large files. */
  readonly fetchFile: Fetch;
} = {
  clock: () => ({ now: () => instant(Date.now() / 1000), sleep }),
  async store(location, token, clock, settings = {}) {
    const { openStore } = await import("../git/open.ts");
    const author = { name: "kaprien", email: "kaprien@localhost" };
    return openStore(location, { author, now: () => clock.now(), ...(token !== undefined && { token }), ...settings });
  },
  async forge(api, repository, token, clock) {
    if (api === "" || token === "") return (await import("../forge/none.ts")).none;
    const { openGitHub } = await import("../forge/github/github.ts");
    return openGitHub({ api, repository, token, clock });
  },
  mirror: directoryMirror,
  stage: stagingMirror,
  workspace: directoryWorkspace,
  async output(to) {
    const { outputBelow, outputFile, outputStream } = await import("../workspace/directory/output.ts");
    if ("stream" in to) return outputStream(to.stream);
    return to.below === undefined ? outputFile(to.path) : outputBelow(to.below, to.path);
  },
  oracle: async () => (await import("../client/tuf-js/tuf-js.ts")).tufJs,
  signer: async (uri, secrets) => (await import("../keys/table.ts")).openSigner(expandAddress(uri), secrets, verifier),
  verifier,
  offeredKeys: async (secrets) => (await import("../keys/table.ts")).listKeys(secrets),
  readPublicKey: async () => (await import("../keys/file/public-key.ts")).readPublicKey,
  keyMaker: async () => (await import("../keys/file/maker.ts")).fileKeyMaker,
  fetch: fetchUrl,
  fetchFile,
};

/** The machine that this runs on. */
export function thisMachine(): Machine {
  return { platform: process.platform, home: homedir() };
}

/** `file:~/x` as a shell would read it: only a face knows whose home that is. */
function expandAddress(uri: string): string {
  return uri.startsWith("file:") ? `file:${expandPath(uri.slice("file:".length))}` : uri;
}

/** A path with a leading `~/` as the home directory. */
export function expandPath(path: string): string {
  return expandHome(path, thisMachine());
}

function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
