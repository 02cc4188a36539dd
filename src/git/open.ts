import type { Endorse } from "./http/endorse.ts";
import { openRemoteGitStore } from "./http/store.ts";
import { openGitStore } from "./local/store.ts";
import type { Identity } from "./objects/commit.ts";
import type { Refs, Store } from "./store.ts";

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
