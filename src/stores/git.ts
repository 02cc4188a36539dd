export { type GitStoreOptions, openGitStore } from "./git/local.ts";
export { openRemoteGitStore, type RemoteGitStoreOptions } from "./git/remote.ts";
