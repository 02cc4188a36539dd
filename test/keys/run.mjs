/**
 * Signers against other people's key stores: SoftHSM's token, OpenSSH's agent with that token in it, and what else a *.keys.ts file
 * here brings. What it needs is installed when CI is set, and then must be there; elsewhere what is missing is skipped, loudly.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const project = join(folder, "../..");
const required = (process.env.CI ?? "") !== "" && process.env.CI !== "false";

/** Programs, and the packages of Debian that bring them. */
const programs = {
  "softhsm2-util": "softhsm2",
  "pkcs11-tool": "opensc",
  "ssh-agent": "openssh-client",
  openssl: "openssl",
};
let failed = 0;

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: "inherit", ...options }).status === 0;
}

/** Something cannot be had: a failure where it is required. */
function without(what) {
  console.error(`${required ? "FAILED" : "SKIPPED"}: ${what} cannot be had on this machine`);
  if (required) failed += 1;
}

function absentPrograms() {
  return Object.keys(programs).filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
}

function installPrograms() {
  const packages = absentPrograms().map((name) => programs[name]);
  if (packages.length > 0 && required) {
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "--yes", "-qq", "--no-install-recommends", ...packages]);
  }
  for (const name of absentPrograms()) without(name);
}

function loads(name) {
  const probe = `require("node:module").createRequire(${JSON.stringify(join(folder, "package.json"))})(${JSON.stringify(name)})`;
  return spawnSync(process.execPath, ["-e", probe]).status === 0;
}

/** The packages of this folder, built for this Node. Its own headers are used: node-gyp would fetch them. */
function installPackages() {
  const require = createRequire(import.meta.url);
  const { dependencies } = require("./package.json");
  const fresh = Object.entries(dependencies).every(([name, version]) => {
    const installed = join(folder, "node_modules", name, "package.json");
    return existsSync(installed) && require(installed).version === version && loads(name);
  });
  if (fresh) return;
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include/node/node.h")) ? { npm_config_nodedir: prefix } : {};
  // npm is a script on Windows, which only a shell can start; the arguments are fixed.
  const options = { cwd: folder, env: { ...process.env, ...headers }, shell: process.platform === "win32" };
  run("npm", ["ci", "--no-fund", "--no-audit"], options);
  for (const name of Object.keys(dependencies)) if (!loads(name)) without(name);
}

/** Runs the tests; its own summary is left out, so that the closing line here is the one that is counted. */
async function runTests(report) {
  const vitest = join(project, "node_modules/vitest/vitest.mjs");
  const config = join(folder, "vitest.config.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = [vitest, "run", "--config", config, ...reporters, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) if (!/^\s*Tests\s/.test(line)) console.log(line);
  return ended;
}

const work = await mkdtemp(join(tmpdir(), "kaprien-keys-"));
try {
  installPrograms();
  installPackages();
  const report = join(work, "report.json");
  const status = await runTests(report);
  const { numPassedTests, numFailedTests, numPendingTests } = existsSync(report)
    ? JSON.parse(await readFile(report, "utf8"))
    : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  failed += numFailedTests;
  // A file may fail without a test that does.
  if (status !== 0 && failed === 0) failed = 1;
  console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
