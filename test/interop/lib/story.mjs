import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { farAhead } from "./forge.mjs";
import { run, tryRun } from "./run.mjs";

/**
 * The styles and keys that clients are tried with, and how many bins each has: with 8 and 32 a bin's digits are not all of its bits. Those
 * with a `drill` have their online key stolen.
 */
export const repositories = [
  { style: "succinct", scheme: "ed25519", bins: 256 },
  { style: "succinct", scheme: "ecdsa-sha2-nistp256", bins: 16, drill: true },
  { style: "succinct", scheme: "rsassa-pss-sha256", bins: 8 },
  { style: "prefixes", scheme: "ed25519", bins: 256 },
  { style: "prefixes", scheme: "ecdsa-sha2-nistp256", bins: 32 },
  { style: "prefixes", scheme: "rsassa-pss-sha256", bins: 16, drill: true },
];

const day = 86_400;
/** Long enough to publish on a slow machine, and over before the other cases are. */
const shortLife = 60;
const longLife = 7 * day;

const ceremony = ({ style, scheme, bins }) => `version: 1
keys:
  ana:    { create: ${scheme}, file: ../keys/ana.key, passphrase: env:INTEROP_PASSPHRASE }
  ben:    { create: ${scheme}, file: ../keys/ben.key, passphrase: env:INTEROP_PASSPHRASE }
  eva:    { create: ${scheme}, file: ../keys/eva.key, passphrase: env:INTEROP_PASSPHRASE }
  online: { use: env:INTEROP_ONLINE_KEY }
roles:
  root:    { keys: [ana, ben, eva], threshold: 2 }
  targets: { keys: [ana, ben], threshold: 2 }
  bin:     { keys: [ben, eva], threshold: 1 }
  bins:    { keys: [online] }
style: ${style}
bins: ${bins}
`;

/** Target paths of every depth that the default patterns reach, with every character that a path may have. */
const releases = {
  "app/1.0.0": ["app/1.0.0/app.tar.gz", "app/1.0.0/app.tar.gz.sig", "app/1.0.0/CHANGES"],
  "tools/1": ["tool", "tools/tool_1.0~rc1+build=7@x-y.zip", "t/2/3/4/5/6/7/eight.bin"],
  "app/1.1.0": Array.from({ length: 12 }, (_, i) => `app/1.1.0/part-${String(i).padStart(2, "0")}.bin`),
  "docs/1": ["docs/a/index.html", "docs/a/b/index.html", "docs/a/b/c/index.html", "docs/empty"],
  "app/1.2.0": ["app/1.2.0/app.tar.gz"],
};
const content = (path) => (path.endsWith("empty") ? "" : `${path}\n`.repeat(1 + (path.length % 40) * 50));

/**
 * One repository from its ceremony to its last publish, by the real command line on real git. Resolves to its state after each
 * step: a copy of the whole site as it was, the targets that were in it, and those that were no more.
 */
export async function tell(repository, { root, cli }) {
  const place = await setUp(repository, root, cli);
  const states = [];
  const publish = async (name, to = "site") => {
    await place.kaprien("worker", "--repository", place.bare);
    await place.kaprien("publish", "--repository", place.bare, "--to", to, "--files", "artifacts");
    const directory = join(root, `state-${name}`);
    await cp(join(place.work, to), directory, { recursive: true });
    const state = { name, directory, targets: new Map(place.targets), removed: [...place.removed] };
    states.push(state);
    return state;
  };

  await place.kaprien("ceremony", "--from", "ceremony.yml");
  await place.pin();
  await place.commit("Create the root of trust", "main");
  await place.release("app/1.0.0");
  await place.release("tools/1");
  await publish("first");

  await place.release("app/1.1.0");
  await place.release("docs/1");
  await publish("added");

  await place.remove("app/1.1.0/part-0?.bin", "tool");
  await publish("removed");

  await place.renewEverything();
  const refreshed = await publish("refreshed");

  const drill = repository.drill ? await recoverFromTheft(place, refreshed, root) : undefined;

  // A state of its own, off the site that the other states were on: its timestamp is gone in a minute.
  await place.timestampLife(shortLife, 1);
  await place.release("app/1.2.0");
  const short = await publish("short", "site-short");
  const { expires } = JSON.parse(await readFile(join(short.directory, "metadata/timestamp.json"), "utf8")).signed;
  return {
    ...repository,
    root,
    trusted: join(place.work, "trust/root/1.root.json"),
    states: states.filter((state) => state !== short),
    newest: refreshed,
    short: { ...short, expires: Date.parse(expires) },
    online: place.online,
    ...(drill && { drill }),
    async heal() {
      await place.timestampLife(longLife, longLife - 1);
      return publish("healed", "site-short");
    },
  };
}

/** As far as a number of 32 bits goes, and one more. */
const far = 2 ** 31;

/**
 * T33: whoever has stolen the online key publishes version 2^31 of everything with a target of their own. The key is replaced by an event,
 * the worker signs and publishes over what is there; then somebody pushes to the signed branch, and it is recovered.
 */
async function recoverFromTheft(place, refreshed, root) {
  const stolen = new Map([["app/stolen.bin", Buffer.from("stolen")]]);
  const site = join(place.work, "site-drill");
  await cp(refreshed.directory, site, { recursive: true });
  for (const [path, bytes] of stolen) {
    const changes = await farAhead(refreshed.directory, place.online, far, path, bytes);
    for (const [name, content] of changes) {
      await mkdir(dirname(join(site, name)), { recursive: true });
      await writeFile(join(site, name), content);
    }
  }
  const kept = async (name) => {
    const directory = join(root, `state-${name}`);
    await cp(site, directory, { recursive: true });
    return directory;
  };
  const publish = () =>
    place.kaprien("publish", "--repository", place.bare, "--to", "site-drill", "--files", "artifacts");
  const robbed = await kept("robbed");
  await place.replaceOnlineKey();
  await place.kaprien("worker", "--repository", place.bare);
  await publish();
  const recovered = await kept("recovered");

  await place.meddle();
  const refused = await place.kaprienFails("worker", "--repository", place.bare);
  if (!refused.includes("kaprien recover")) throw new Error(`the worker does not name the way out: ${refused}`);
  await place.kaprien("recover", "--repository", place.bare, "--site", "site-drill");
  await publish();
  return { stolen, robbed, recovered, mended: await kept("mended"), targets: new Map(place.targets) };
}

async function setUp(repository, root, cli) {
  const work = join(root, "work");
  const bare = join(root, "origin.git");
  const onlineKey = () =>
    repository.scheme === "ecdsa-sha2-nistp256"
      ? generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey
      : generateKeyPairSync("ed25519").privateKey;
  const online = onlineKey();
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    XDG_DATA_HOME: join(root, "data"),
    INTEROP_PASSPHRASE: randomBytes(18).toString("base64"),
    KAPRIEN_PASSPHRASE: "",
    INTEROP_ONLINE_KEY: online.export({ type: "pkcs8", format: "pem" }),
    INTEROP_NEXT_KEY: onlineKey().export({ type: "pkcs8", format: "pem" }),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ann Author",
    GIT_AUTHOR_EMAIL: "ann@example.org",
    GIT_COMMITTER_NAME: "Ann Author",
    GIT_COMMITTER_EMAIL: "ann@example.org",
  };
  env.KAPRIEN_PASSPHRASE = env.INTEROP_PASSPHRASE;
  const git = (...args) => run("git", args, { cwd: work, env });
  const kaprien = (...args) => run(process.execPath, [cli, ...args], { cwd: work, env });
  const targets = new Map();
  const removed = [];

  await mkdir(work, { recursive: true });
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare], { env });
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", bare);
  await writeFile(join(work, ".gitignore"), "artifacts/\nsite/\nsite-short/\nsite-drill/\n");
  await writeFile(join(work, "ceremony.yml"), ceremony(repository));

  const commit = async (message, branch) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
    await git("push", "--quiet", "origin", branch);
  };
  /** As people do it: on a branch, merged into main. */
  const merge = async (message) => {
    await git("switch", "--quiet", "--create", "proposal");
    await commit(message, "proposal");
    await git("switch", "--quiet", "main");
    await git("merge", "--quiet", "--no-ff", "--message", `Merge: ${message}`, "proposal");
    await git("push", "--quiet", "origin", "main", ":proposal");
    await git("branch", "--quiet", "--delete", "proposal");
  };
  const configure = async (change) => {
    const file = join(work, "kaprien.yml");
    const before = await readFile(file, "utf8");
    const after = change(before);
    if (after === before) throw new Error("kaprien.yml has no longer the lines that this changes");
    await writeFile(file, after);
  };
  const lives = (yaml, role, expires, renew) =>
    yaml.replace(
      new RegExp(`^( {2}${role}:).*$`, "m"),
      `$1 { expires: ${(expires / day).toFixed(9)}, renew: ${(renew / day).toFixed(9)} }`,
    );

  return {
    work,
    bare,
    online,
    targets,
    removed,
    commit,
    kaprien,
    /** What it says when it fails. */
    async kaprienFails(...args) {
      const { code, stderr } = await tryRun(process.execPath, [cli, ...args], { cwd: work, env });
      if (code === 0) throw new Error(`kaprien ${args.join(" ")} does not fail`);
      return stderr;
    },
    /** The one online key is replaced by another at once, in a signing event. */
    async replaceOnlineKey() {
      const { signed } = JSON.parse(await readFile(join(work, "trust/root/1.root.json"), "utf8"));
      const [old] = signed.roles.timestamp.keyids;
      const change = ["--add", "env:INTEROP_NEXT_KEY", "--remove", old, "--compromised", "--event", "stolen"];
      await kaprien("rotate", "online", ...change);
      const { stderr } = await tryRun(process.execPath, [cli, "sign", "stolen", "--dry-run"], { cwd: work, env });
      const digest = /([0-9a-f]{64})\s*$/.exec(stderr)?.[1] ?? "";
      const keys = ["ana", "ben"].flatMap((name) => ["--key", `file:../keys/${name}.key`]);
      await kaprien("sign", "stolen", ...keys, "--digest", digest);
      await kaprien("event", "finish", "stolen");
      await git("merge", "--quiet", "--no-ff", "--message", "Merge: replace the online key", "event/stolen");
      await configure((yaml) => yaml.replaceAll("env:INTEROP_ONLINE_KEY", "env:INTEROP_NEXT_KEY"));
      await commit("Use the new online key", "main");
    },
    /** Somebody pushes to the signed branch. */
    async meddle() {
      const clone = join(root, "meddler");
      await run("git", ["clone", "--quiet", "--branch", "tuf", bare, clone], { env });
      await writeFile(join(clone, "metadata/snapshot.json"), "{}");
      await writeFile(join(clone, "README"), "hello");
      const there = (...args) => run("git", args, { cwd: clone, env });
      await there("add", "--all");
      await there("commit", "--quiet", "--message", "Small fix");
      await there("push", "--quiet", "origin", "tuf");
    },
    async pin() {
      env.KAPRIEN_TRUSTED_ROOT = createHash("sha256")
        .update(await readFile(join(work, "trust/root/1.root.json")))
        .digest("hex");
    },
    async release(name) {
      for (const path of releases[name]) {
        const bytes = Buffer.from(content(path));
        await mkdir(dirname(join(work, "artifacts", path)), { recursive: true });
        await writeFile(join(work, "artifacts", path), bytes);
        targets.set(path, bytes);
      }
      const files = releases[name].map((path) => `artifacts/${path}`);
      await kaprien("add", "--release", name, "--strip", "artifacts", "--prefix", "below", ...files);
      // Release files are people's files: the prefix is taken off by hand, so that some targets lie at the very top.
      const release = join(work, "targets", `${name}.json`);
      await writeFile(release, (await readFile(release, "utf8")).replaceAll('"below/', '"'));
      await merge(`Release ${name}`);
    },
    async remove(...patterns) {
      const printed = await kaprien("remove", ...patterns);
      for (const path of printed.trim().split("\n")) {
        if (!targets.delete(path)) throw new Error(`remove named ${path}, which is no target`);
        removed.push(path);
      }
      await merge("Remove targets");
    },
    /** Every online role is due at once. */
    async renewEverything() {
      await configure((yaml) =>
        ["bins", "snapshot", "timestamp"].reduce((text, role) => lives(text, role, longLife, longLife - 1), yaml),
      );
      await merge("Renew everything");
    },
    async timestampLife(expires, renew) {
      await configure((yaml) => lives(yaml, "timestamp", expires, renew));
      await merge(`Let the timestamp last ${expires} s`);
    },
  };
}
