import { generateKeyPairSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import git from "isomorphic-git";
import type { Clock } from "../../base/clock.ts";
import { compose } from "../../compose/compose.ts";
import type { Store } from "../../git/store.ts";
import { sha256 } from "../../tuf/digest.ts";

/** The demo's folder: a bare repository, a person's files, the artifacts of a build, and the variables of a CI job. */
export interface Place {
  readonly directory: string;
  readonly repository: string;
  /** A variable of the demo's own environment. */
  readonly take: (name: string) => string | undefined;
  commitToMain(message: string, paths: readonly string[]): Promise<void>;
  commitToBranch(branch: string, message: string): Promise<void>;
  merge(branch: string): Promise<void>;
  artifact(name: string, content: string): Promise<void>;
  /** Takes the digest of the root that the ceremony made for the trusted one. */
  pin(): Promise<void>;
}

const ceremony = `version: 1
keys:
  ana:    { create: ed25519, file: keys/ana.key, passphrase: env:DEMO_PASSPHRASE }
  ben:    { create: ed25519, file: keys/ben.key, passphrase: env:DEMO_PASSPHRASE }
  eva:    { create: ed25519, file: keys/eva.key, passphrase: env:DEMO_PASSPHRASE }
  online: { use: env:KAPRIEN_ONLINE_KEY }
roles:
  root:    { keys: [ana, ben, eva], threshold: 2 }
  targets: { keys: [ana, ben], threshold: 1 }
  bins:    { keys: [online] }
`;

/** Lays out an empty place below `root`. */
export async function setUp(root: string, clock: Clock): Promise<Place> {
  const directory = join(root, "work");
  const repository = join(root, "acme.git");
  for (const name of ["", "keys", "artifacts", "artifacts-by-path"])
    await mkdir(join(directory, name), { recursive: true });
  await git.init({ fs, dir: repository, bare: true, defaultBranch: "main" });
  await writeFile(join(directory, "ceremony.yml"), ceremony);
  const { privateKey } = generateKeyPairSync("ed25519");
  const variables = new Map([
    ["KAPRIEN_ONLINE_KEY", privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["DEMO_PASSPHRASE", randomBytes(18).toString("base64")],
    ["XDG_DATA_HOME", join(root, "data")],
  ]);
  const store: Store = await compose.store(repository, undefined, clock);
  const commit = async (
    branch: string,
    parents: readonly string[],
    paths: readonly string[],
    message: string,
  ): Promise<void> => {
    const files = new Map<string, Uint8Array>();
    for (const path of paths)
      for (const file of await filesBelow(directory, path)) files.set(file, await readFile(join(directory, file)));
    await store.propose(branch, parents, { files, grafts: new Map() }, message);
  };
  const head = async (branch: string): Promise<string> => (await store.tree(branch))?.commit ?? "";
  return {
    directory,
    repository,
    take: (name) => variables.get(name),
    commitToMain: async (message, paths) => commit("main", [], paths, message),
    async commitToBranch(branch, message) {
      await store.start(branch, await head("main"));
      await commit(branch, [await head(branch)], ["targets"], message);
    },
    async merge(branch) {
      await commit("main", [await head("main"), await head(branch)], ["targets"], `Merge ${branch}`);
    },
    async artifact(name, content) {
      const release = name.replace(/^app-|\.tar\.gz$/g, "");
      await writeFile(join(directory, "artifacts", name), content);
      await mkdir(join(directory, "artifacts-by-path", "app", release), { recursive: true });
      await cp(join(directory, "artifacts", name), join(directory, "artifacts-by-path", "app", release, name));
    },
    async pin() {
      variables.set("KAPRIEN_TRUSTED_ROOT", sha256(await readFile(join(directory, "trust/root/1.root.json"))));
    },
  };
}

async function filesBelow(directory: string, path: string): Promise<readonly string[]> {
  const found = await fs.promises.stat(join(directory, path));
  if (found.isFile()) return [path];
  const names = await readdir(join(directory, path), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll("\\", "/"),
    );
}
