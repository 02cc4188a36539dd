import path from "node:path";
import type { Refs, Store } from "../../src/ports/store.ts";
import { identify, type ObjectType } from "../../src/stores/git/object.ts";
import { openGitStore, openRemoteGitStore } from "../../src/stores/git.ts";
import { memoryRepository, memoryStore } from "../../src/stores/memory.ts";
import { commitTree, git, type TreeItem, temporary, tryGit } from "./git.ts";
import { type GitServer, startGitServer } from "./git-server.ts";

export const IDENTITY = { author: { name: "Kaprien", email: "kaprien@example.org" }, now: () => 1_893_456_000 };

/** One repository under test, empty at first. */
export interface Rig {
  /** A store over it. Each call is another writer: nothing is shared but the repository. */
  open(): Promise<Store & Refs>;
  /** Points a branch at a new commit made by git itself, and returns the commit's id. */
  seed(branch: string, items: readonly TreeItem[], parents?: readonly string[]): Promise<string>;
  /** Where real git sees the repository. For the memory store: undefined. */
  readonly directory: string | undefined;
  remove(): Promise<void>;
}

export interface RigKind {
  readonly name: string;
  readonly make: () => Promise<Rig>;
}

async function memoryRig(): Promise<Rig> {
  const scratch = await temporary();
  await git(scratch.path, ["init", "-q", "--bare", "-b", "main", "."]);
  const repository = memoryRepository();
  return {
    open: async () => memoryStore({ ...IDENTITY, repository }),
    async seed(branch, items, parents = []) {
      const commit = await commitTree(scratch.path, branch, items, parents);
      const listing = await git(scratch.path, ["cat-file", "--batch-all-objects", "--batch-check"]);
      for (const line of listing.split("\n")) {
        const [id = "", type = ""] = line.split(" ");
        const { stdout } = await tryGit(scratch.path, ["cat-file", type, id]);
        repository.put(identify(type as ObjectType, stdout));
      }
      repository.point(`refs/heads/${branch}`, commit);
      return commit;
    },
    directory: undefined,
    remove: scratch.remove,
  };
}

/** A local repository, `between` runs before every call of a store. */
async function localRig(init: readonly string[], between?: (directory: string) => Promise<void>): Promise<Rig> {
  const folder = await temporary();
  const directory = path.join(folder.path, "repository");
  await git(folder.path, ["init", "-q", "-b", "main", ...init, directory]);
  return {
    async open() {
      const store = await openGitStore({ directory, ...IDENTITY });
      return between === undefined ? store : before(store, () => between(directory));
    },
    seed: (branch, items, parents) => commitTree(directory, branch, items, parents),
    directory,
    remove: folder.remove,
  };
}

function before(store: Store & Refs, step: () => Promise<void>): Store & Refs {
  return {
    tree: async (...args) => step().then(() => store.tree(...args)),
    start: async (...args) => step().then(() => store.start(...args)),
    commit: async (...args) => step().then(() => store.commit(...args)),
    propose: async (...args) => step().then(() => store.propose(...args)),
    refs: async (...args) => step().then(() => store.refs(...args)),
  };
}

async function pack(directory: string): Promise<void> {
  // It fails when another one is at work on the same repository, which is as good.
  await tryGit(directory, ["gc", "-q"]);
}

let server: Promise<GitServer> | undefined;
let repositories = 0;

/** Repositories of one server, which is started when the first is made. */
async function remoteRig(config: readonly (readonly string[])[]): Promise<Rig> {
  server ??= startGitServer();
  repositories += 1;
  const { url, directory } = await (await server).create(`repository-${repositories}.git`);
  for (const setting of config) await git(directory, ["config", ...setting]);
  return {
    open: async () => openRemoteGitStore({ url, ...IDENTITY }),
    seed: (branch, items, parents) => commitTree(directory, branch, items, parents),
    directory,
    remove: async () => {},
  };
}

/** For the end of a test file that used {@link REMOTE_RIGS}. */
export async function stopServer(): Promise<void> {
  await (await server)?.stop();
  server = undefined;
}

export const LOCAL_RIGS: readonly RigKind[] = [
  { name: "memory", make: memoryRig },
  { name: "local, bare", make: () => localRig(["--bare"]) },
  { name: "local, with a work tree", make: () => localRig([]) },
  { name: "local, everything packed", make: () => localRig(["--bare"], pack) },
];

export const REMOTE_RIGS: readonly RigKind[] = [
  { name: "HTTP", make: () => remoteRig([]) },
  { name: "HTTP, with partial clones", make: () => remoteRig([["uploadpack.allowFilter", "true"]]) },
];
