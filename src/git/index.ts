export { type GitStoreOptions, openGitStore } from "./local/store.ts";
export { openRemoteGitStore, type RemoteGitStoreOptions } from "./http/store.ts";
