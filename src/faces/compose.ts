import { homedir } from "node:os";
import { join } from "node:path";
import { directoryMirror } from "../mirrors/directory.ts";
import { fetchUrl } from "../oracles/fetch.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeyMaker } from "../ports/key-maker.ts";
import type { Mirror } from "../ports/mirror.ts";
import type { Fetch, Oracle } from "../ports/oracle.ts";
import type { SecretSource } from "../ports/signer-provider.ts";
import type { Store } from "../ports/store.ts";
import type { Workspace } from "../ports/workspace.ts";
import type { Signer } from "../tuf/signer.ts";
import { instant } from "../tuf/time.ts";
import { directoryWorkspace } from "../workspaces/directory.ts";

/** The one place where adapters are picked. Heavy ones are loaded when they are first asked for. */
export const compose: {
  clock(): Clock;
  store(location: string, token: string | undefined, clock: Clock): Promise<Store>;
  mirror(directory: string): Mirror;
  workspace(directory: string): Workspace;
  oracle(): Promise<Oracle>;
  signer(uri: string, secrets: SecretSource): Promise<Signer>;
  keyMaker(): Promise<KeyMaker>;
  readonly fetch: Fetch;
} = {
  clock: () => ({ now: () => instant(Date.now() / 1000), sleep }),
  async store(location, token, clock) {
    const { openStore } = await import("../stores/index.ts");
    const author = { name: "kaprien", email: "kaprien@localhost" };
    return openStore(location, { author, now: () => clock.now(), ...(token !== undefined && { token }) });
  },
  mirror: directoryMirror,
  workspace: directoryWorkspace,
  oracle: async () => (await import("../oracles/tuf-js.ts")).tufJs,
  signer: async (uri, secrets) => (await import("../signers/index.ts")).openSigner(expandHome(uri), secrets),
  keyMaker: async () => (await import("../signers/maker.ts")).fileKeyMaker,
  fetch: fetchUrl,
};

/** `file:~/x` as a shell would read it: only a face knows whose home that is. */
function expandHome(uri: string): string {
  return uri.startsWith("file:") ? `file:${expandPath(uri.slice("file:".length))}` : uri;
}

/** A path with a leading `~/` as the home directory. */
export function expandPath(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
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
