export { openRemoteGitStore, type RemoteGitStoreOptions } from "./http/store.ts";
export { type GitStoreOptions, openGitStore } from "./local/store.ts";
