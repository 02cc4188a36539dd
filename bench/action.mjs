// What the action costs a job: the bytes each mode loads before it does anything, its start, and its work over HTTP against real git on a
// repository of 256 bins with a history. `node bench/action.mjs [rounds] [commits]`. Medians; API calls are not in it, git is.
import { execFileSync, fork, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));
const dist = join(project, "dist");
const rounds = Number(process.argv[2] ?? 5);
const commits = Number(process.argv[3] ?? 300);

/** Files that are loaded with one, by static imports alone. */
function eager(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(dist, file), "utf8");
  for (const match of text.matchAll(/^(?:import|export)\b[^;"']*?["']\.\/([^"']+)["']/gm)) eager(match[1], seen);
  return seen;
}

const kilobytes = (files) => [...files].reduce((sum, file) => sum + statSync(join(dist, file)).size, 0) / 1000;

/** The chunk that the action imports for a mode, from the line that names it. */
function chunkOf(mode) {
  const main = [...eager("action.js")].map((file) => readFileSync(join(dist, file), "utf8")).join("\n");
  const match = new RegExp(`${mode}: async \\(\\) => \\(await import\\("\\./([^"]+)"\\)`).exec(main);
  if (match === null) throw new Error(`no chunk for ${mode}`);
  return match[1];
}

/** Runs a process and resolves to its seconds. */
function timed(args, env, wanted = 0) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
      });
    child.on("close", (code) => {
      if (code !== wanted) reject(new Error(`exit ${code}: ${output.slice(-2000)}`));
      else resolve((performance.now() - started) / 1000);
    });
  });
}

const samples = new Map();
async function measure(step, work) {
  const seconds = await work();
  samples.set(step, [...(samples.get(step) ?? []), seconds]);
}

const root = mkdtempSync(join(tmpdir(), "kaprien-bench-"));
const environment = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_GLOBAL: "/dev/null" };
for (const who of ["AUTHOR", "COMMITTER"])
  Object.assign(environment, { [`GIT_${who}_NAME`]: "Bench", [`GIT_${who}_EMAIL`]: "bench@example.com" });
const git = (cwd, ...args) =>
  execFileSync("git", args, { cwd, env: environment, encoding: "utf8", stdio: "pipe" }).trim();

async function serve() {
  const script = join(project, "test/support/git-server.mjs");
  const server = fork(script, [join(root, "served"), JSON.stringify(environment)]);
  const port = await new Promise((resolve) => server.once("message", ({ port }) => resolve(port)));
  return { server, origin: `http://127.0.0.1:${port}` };
}

async function main() {
  const bare = join(root, "served/acme/app");
  mkdirSync(bare, { recursive: true });
  git(root, "init", "-q", "--bare", "-b", "main", bare);
  for (const [name, value] of [
    ["http.receivepack", "true"],
    ["uploadpack.allowFilter", "true"],
  ])
    git(bare, "config", name, value);
  const { server, origin } = await serve();
  const work = join(root, "work");
  git(root, "clone", "-q", bare, work);
  git(work, "switch", "-q", "-c", "main");

  const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const cli = (...args) =>
    execFileSync(process.execPath, [join(dist, "cli.js"), ...args], {
      cwd: work,
      env: { ...environment, KAPRIEN_ONLINE_KEY: key, KAPRIEN_PASSPHRASE: "lamp orchard ninety gravel" },
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  writeFileSync(
    join(root, "ceremony.yml"),
    `version: 1\nkeys:\n  a: { create: ed25519, file: ${join(root, "a.key")} }\n  online: { use: env:KAPRIEN_ONLINE_KEY }\nroles: { root: { keys: [a] }, targets: { keys: [a] }, bins: { keys: [online] } }\n`,
  );
  const pin = cli("ceremony", "--from", join(root, "ceremony.yml"));
  git(work, "add", "--all");
  git(work, "commit", "-q", "-m", "Create the root of trust");
  for (let i = 0; i < commits; i++) git(work, "commit", "-q", "--allow-empty", "-m", `Change ${i}`);
  git(work, "push", "-q", "origin", "main");

  for (const file of ["output", "summary"]) writeFileSync(join(root, file), "");
  const job = (event, payload, more = {}) => {
    writeFileSync(join(root, "event.json"), JSON.stringify(payload));
    return {
      ...environment,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: join(root, "event.json"),
      GITHUB_REF: "refs/heads/main",
      GITHUB_REPOSITORY: "acme/app",
      GITHUB_SERVER_URL: origin,
      GITHUB_OUTPUT: join(root, "output"),
      GITHUB_STEP_SUMMARY: join(root, "summary"),
      GITHUB_WORKSPACE: work,
      "INPUT_TRUSTED-ROOT": pin,
      ...more,
    };
  };
  const action = join(dist, "action.js");
  const push = { repository: { default_branch: "main" } };
  const signing = { KAPRIEN_ONLINE_KEY: key };
  await measure("worker, first run, 256 bins", () => timed([action], job("push", push, signing)));

  for (let i = 0; i < rounds; i++) {
    await measure("bare node", () => timed(["-e", "0"], environment));
    await measure("action, up to its first decision", () => timed([action], job("release", {}), 64));
    const name = `release-${i}`;
    git(work, "switch", "-q", "-c", name, "main~50");
    const file = join(root, `file-${i}.txt`);
    writeFileSync(file, `file ${i}\n`);
    cli("add", "--release", `app/${i}`, "--strip", root, file);
    git(work, "add", "targets");
    git(work, "commit", "-q", "-m", name);
    git(work, "push", "-q", "origin", name);
    const repo = { full_name: "acme/app" };
    const pull = { number: i + 1, base: { ref: "main", repo }, head: { sha: git(work, "rev-parse", "HEAD"), repo } };
    await measure("check, 1 target, parted 50 commits ago", () =>
      timed([action], job("pull_request", { ...push, pull_request: pull })),
    );
    git(work, "switch", "-q", "main");
    git(work, "merge", "-q", "--no-ff", "-m", `Merge ${name}`, name);
    git(work, "push", "-q", "origin", "main");
    await measure("worker, 1 target", () => timed([action], job("push", push, signing)));
    await measure("worker, idle", () => timed([action], job("schedule", push, signing)));
    rmSync(join(work, "_site"), { recursive: true, force: true });
    const publish = { INPUT_MODE: "publish", INPUT_TO: "_site" };
    await measure("publish, into an empty directory", () => timed([action], job("push", push, publish)));
    await measure("publish, nothing new", () => timed([action], job("push", push, publish)));
    rmSync(join(work, "_site"), { recursive: true, force: true });
  }
  server.disconnect();
}

try {
  await main();
} finally {
  rmSync(root, { recursive: true, force: true });
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; medians of ${rounds}, a history of ${commits} commits\n`,
);
console.log("| step | wall s |\n|---|--:|");
for (const [step, list] of samples) console.log(`| ${step} | ${median(list).toFixed(2)} |`);
const start = eager("action.js");
console.log("\n| loaded before it starts | files | kB |\n|---|--:|--:|");
console.log(`| action, any mode | ${start.size} | ${kilobytes(start).toFixed(0)} |`);
for (const mode of ["check", "worker", "publish", "monitor", "register"]) {
  const more = new Set([...eager(chunkOf(mode))].filter((file) => !start.has(file)));
  console.log(`| ${mode}, besides | ${more.size} | ${kilobytes(more).toFixed(0)} |`);
}
const forge = readdirSync(dist).find((file) =>
  readFileSync(join(dist, file), "utf8").includes("enablePullRequestAutoMerge("),
);
const github = new Set([...eager(forge)].filter((file) => !start.has(file)));
console.log(`| GitHub's API, when it is asked | ${github.size} | ${kilobytes(github).toFixed(0)} |`);
