import type { Refs, Store } from "../ports/store.ts";
import type { Identity } from "./git/commit-object.ts";
import type { Endorse } from "./git/endorse.ts";
import { openGitStore, openRemoteGitStore } from "./git.ts";

export interface StoreOptions extends Identity {
  /** For a remote: see `HttpOptions`. */
  readonly token?: string;
  /** For a remote: see `RemoteGitStoreOptions`. */
  readonly endorse?: Endorse;
}

/** Opens the store at a location: `http://` and `https://` are remote repositories, anything else is a directory. */
export async function openStore(
  location: string,
  { token, endorse, ...identity }: StoreOptions,
): Promise<Store & Refs> {
  if (!/^https?:\/\//i.test(location)) return openGitStore({ directory: location, ...identity });
  return openRemoteGitStore({
    url: location,
    ...identity,
    ...(token === undefined ? {} : { token }),
    ...(endorse === undefined ? {} : { endorse }),
  });
}
