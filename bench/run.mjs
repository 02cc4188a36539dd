// What each step costs on real file trees: the shipped command, real git, files of this project's own dependencies. Prints one
// table: medians over the rounds, wall and CPU of the processes. `node bench/run.mjs [rounds] [targets]`.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));
const cli = join(project, "dist/cli.js");
const rounds = Number(process.argv[2] ?? 5);
const wanted = Number(process.argv[3] ?? 5000);
const pathGrammar = /^(?!\.)[A-Za-z0-9._~@=+-]*[A-Za-z0-9_~@=+-]$/;

const samples = new Map();
let environment = {};

/** CPU seconds of children that have ended; Linux alone tells. */
function childSeconds() {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return Number.NaN;
  }
}

function measured(step, command, args, cwd) {
  const cpu = childSeconds();
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const wall = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${step}: exit ${status}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  const list = samples.get(step) ?? [];
  list.push({ wall, cpu: childSeconds() - cpu });
  samples.set(step, list);
  return stdout.trim();
}

const kaprien = (step, cwd, ...args) => measured(step, process.execPath, [cli, ...args], cwd);
const git = (cwd, ...args) => execFileSync("git", args, { cwd, env: environment, encoding: "utf8", stdio: "pipe" });

/** Real trees: this project's dependencies and what comes with Node itself. */
const trees = [
  ["dependencies", join(project, "node_modules")],
  ["npm", join(dirname(process.execPath), "../lib/node_modules")],
  ["headers", join(dirname(process.execPath), "../include/node")],
];

/** Files of the trees whose paths are target paths, linked below `to` until there are enough. */
function stage(to, count) {
  let taken = 0;
  for (const [name, tree] of trees) if (existsSync(tree)) taken += stageTree(join(to, name), tree, count - taken);
  return taken;
}

function stageTree(to, tree, count) {
  let taken = 0;
  let deep = 0;
  const visit = (below, depth) => {
    const entries = readdirSync(join(tree, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    const seen = new Set();
    for (const entry of entries) {
      if (taken >= count) return;
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      const folded = entry.name.toLowerCase();
      if (
        !pathGrammar.test(entry.name) ||
        /^(constructor|prototype|con|aux|nul|prn)(\.|$)/i.test(entry.name) ||
        seen.has(folded)
      )
        continue;
      seen.add(folded);
      // Target paths have at most eight segments: what lies deeper starts again beside the tree.
      if (entry.isDirectory() && depth >= 4) taken += stageTree(`${to}-${++deep}`, join(tree, path), count - taken);
      else if (entry.isDirectory()) visit(path, depth + 1);
      else if (entry.isFile() && encodeURIComponent(`tree/1/${path}`).length <= 240) {
        mkdirSync(dirname(join(to, path)), { recursive: true });
        try {
          linkSync(join(tree, path), join(to, path));
        } catch {
          cpSync(join(tree, path), join(to, path));
        }
        taken++;
      }
    }
  };
  visit("", 1);
  return taken;
}

function round() {
  const root = mkdtempSync(join(tmpdir(), "kaprien-bench-"));
  try {
    const work = join(root, "work");
    const bare = join(root, "bare.git");
    mkdirSync(join(root, "keys"));
    const { privateKey } = generateKeyPairSync("ed25519");
    environment = {
      PATH: process.env.PATH,
      HOME: root,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Bench",
      GIT_AUTHOR_EMAIL: "bench@example.com",
      GIT_COMMITTER_NAME: "Bench",
      GIT_COMMITTER_EMAIL: "bench@example.com",
      KAPRIEN_ONLINE_KEY: privateKey.export({ type: "pkcs8", format: "pem" }),
      KAPRIEN_PASSPHRASE: "lamp orchard ninety gravel",
      KAPRIEN_REPOSITORY: bare,
    };
    git(root, "init", "-q", "--bare", "-b", "main", bare);
    git(root, "clone", "-q", bare, work);
    git(work, "switch", "-q", "-c", "main");
    writeFileSync(
      join(root, "ceremony.yml"),
      `version: 1
keys:
  a: { create: ed25519, file: ${join(root, "keys/a.key")} }
  online: { use: env:KAPRIEN_ONLINE_KEY }
roles: { root: { keys: [a] }, targets: { keys: [a] }, bins: { keys: [online] } }
`,
    );
    environment.KAPRIEN_TRUSTED_ROOT = kaprien("ceremony", work, "ceremony", "--from", join(root, "ceremony.yml"));
    const commit = (message) => {
      git(work, "add", "--all");
      git(work, "commit", "-q", "-m", message);
      git(work, "push", "-q", "origin", "HEAD");
    };
    const release = (name, files, label, targets) => {
      git(work, "switch", "-q", "-c", name.replaceAll("/", "-"), "main");
      kaprien(`add, ${label}`, work, "add", "--release", name, "--strip", files, files);
      commit(`Release ${name}`);
      kaprien(`check, ${label}`, work, "check", "--head", name.replaceAll("/", "-"));
      git(work, "switch", "-q", "main");
      git(work, "merge", "-q", "--no-ff", "-m", `Merge ${name}`, name.replaceAll("/", "-"));
      git(work, "push", "-q", "origin", "main");
      kaprien(`worker, ${label}`, work, "worker");
      const folder = join(targets, name);
      mkdirSync(dirname(folder), { recursive: true });
      cpSync(files, folder, { recursive: true });
      kaprien(`publish, ${label}`, work, "publish", "--to", join(root, "site"), "--files", targets);
    };
    commit("Create the root of trust");
    kaprien("worker, first run, 256 bins", work, "worker");

    const targets = join(root, "by-path");
    const own = join(root, "own");
    cpSync(join(project, "dist"), join(own, "dist"), { recursive: true });
    execFileSync("npm", ["pack", "--silent", "--pack-destination", own], { cwd: project, stdio: "pipe" });
    release("kaprien/0.1.0", own, "own tarball and dist/", targets);

    const tree = join(root, "tree");
    const count = stage(tree, wanted);
    if (count < wanted) throw new Error(`only ${count} files`);
    release("tree/1", tree, `${wanted} targets`, targets);

    const one = join(root, "one");
    mkdirSync(one);
    writeFileSync(join(one, "file.txt"), "one more\n");
    release("tree/2", one, "1 more target", targets);
    kaprien("worker, idle", work, "worker");

    const [first] = JSON.parse(kaprien("status, all targets", work, "status", "--targets", "--json")).targets.filter(
      ({ path }) => path.startsWith("tree/1/"),
    );
    kaprien(
      "download, new client",
      work,
      "download",
      first.path,
      "--from",
      join(root, "site"),
      "-o",
      join(root, "got"),
    );
    kaprien(
      "download, returning client",
      work,
      "download",
      first.path,
      "--from",
      join(root, "site"),
      "-o",
      join(root, "got"),
    );
    const got = createHash("sha256")
      .update(readFileSync(join(root, "got")))
      .digest("hex");
    if (got !== first.sha256) throw new Error("the download differs");
    kaprien("verify, whole site", work, "verify", "--from", join(root, "site"));
    const sizes = (directory) =>
      readdirSync(directory, { recursive: true }).reduce((sum, name) => sum + lstatSync(join(directory, name)).size, 0);
    return { metadata: sizes(join(root, "site/metadata")), bytes: sizes(tree) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

let last;
for (let i = 0; i < rounds; i++) last = round();

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(
  `Node ${process.version}, git ${execFileSync("git", ["--version"], { encoding: "utf8" }).trim().split(" ")[2]}, ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; medians of ${rounds}`,
);
console.log(
  `${wanted} targets, ${(last.bytes / 2 ** 20).toFixed(1)} MiB; published metadata ${(last.metadata / 2 ** 20).toFixed(1)} MiB\n`,
);
console.log("| step | wall s | CPU s |\n|---|--:|--:|");
for (const [step, list] of samples)
  console.log(
    `| ${step} | ${median(list.map(({ wall }) => wall)).toFixed(2)} | ${median(list.map(({ cpu }) => cpu)).toFixed(2)} |`,
  );
