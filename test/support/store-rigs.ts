import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { openRemoteGitStore } from "../../src/git/http/store.ts";
import { openGitStore } from "../../src/git/local/store.ts";
import { identify, type ObjectType } from "../../src/git/objects/object.ts";
import type { Refs, Store } from "../../src/git/store.ts";
import { commitTree, git, type TreeItem, temporary, tryGit } from "./git.ts";
import { type GitServer, startGitServer } from "./git-server.ts";
import { memoryRepository, memoryStore } from "./memory-store.ts";

export const IDENTITY = { author: { name: "Kaprien", email: "kaprien@example.org" }, now: () => 1_893_456_000 };

/** One repository under test, empty at first. */
export interface Rig {
  /** A store over it. Each call is another writer: nothing is shared but the repository. */
  open(): Promise<Store & Refs>;
  /** Points a branch at a new commit made by git itself, and returns the commit's id. */
  seed(branch: string, items: readonly TreeItem[], parents?: readonly string[]): Promise<string>;
  /** Points a full ref at an id, whatever that is. */
  point(ref: string, id: string): Promise<void>;
  /** An annotated tag of a commit. */
  tag(name: string, commit: string): Promise<void>;
  /** Takes the bytes of an object away, and leaves whatever names it. */
  lose(id: string): Promise<void>;
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
  async function copy(): Promise<void> {
    const listing = await git(scratch.path, ["cat-file", "--batch-all-objects", "--batch-check"]);
    for (const line of listing.split("\n")) {
      const [id = "", type = ""] = line.split(" ");
      const { stdout } = await tryGit(scratch.path, ["cat-file", type, id]);
      repository.put(identify(type as ObjectType, stdout));
    }
  }
  return {
    open: async () => memoryStore({ ...IDENTITY, repository }),
    async seed(branch, items, parents = []) {
      const commit = await commitTree(scratch.path, branch, items, parents);
      await copy();
      repository.point(`refs/heads/${branch}`, commit);
      return commit;
    },
    point: async (ref, id) => repository.point(ref, id),
    async tag(name, commit) {
      await git(scratch.path, ["tag", "-a", name, "-m", name, commit]);
      await copy();
      repository.point(`refs/tags/${name}`, await git(scratch.path, ["rev-parse", `refs/tags/${name}`]));
    },
    lose: async (id) => repository.lose(id),
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
    ...onDisk(directory),
    remove: folder.remove,
  };
}

/** What git's own files allow. */
function onDisk(directory: string): Pick<Rig, "seed" | "point" | "tag" | "lose" | "directory"> {
  const inGit = async (...parts: readonly string[]): Promise<string> =>
    path.resolve(directory, await git(directory, ["rev-parse", "--git-dir"]), ...parts);
  return {
    seed: (branch, items, parents) => commitTree(directory, branch, items, parents),
    async point(ref, id) {
      // Written as a file: git itself points no ref at what is not there.
      const file = await inGit(...ref.split("/"));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `${id}\n`);
    },
    tag: async (name, commit) => void (await git(directory, ["tag", "-a", name, "-m", name, commit])),
    async lose(id) {
      await unpackAll(directory, await inGit("objects", "pack"));
      await rm(await inGit("objects", id.slice(0, 2), id.slice(2)));
    },
    directory,
  };
}

/** Every object as a file of its own. */
async function unpackAll(directory: string, packs: string): Promise<void> {
  const names = (await readdir(packs).catch(() => [])).filter((name) => name.endsWith(".pack"));
  for (const name of names) {
    const aside = path.join(directory, name);
    // From elsewhere: git unpacks nothing that it has.
    await rename(path.join(packs, name), aside);
    for (const left of await readdir(packs))
      if (left.startsWith(name.slice(0, -"pack".length))) await rm(path.join(packs, left), { force: true });
    await git(directory, ["unpack-objects", "-q"], { input: await readFile(aside) });
    await rm(aside);
  }
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
    ...onDisk(directory),
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
