import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../src/base/time.ts";
import { configIn } from "../../src/config/config.ts";
import { defaultNames } from "../../src/config/names.ts";
import { treeOfFiles } from "../../src/git/tree.ts";
import { intentPaths } from "../../src/repository/layout.ts";
import { loadTrust } from "../../src/repository/trust.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { verifier } from "../support/verifier.ts";
import { honestNumbers, pemOf, rsaSpki } from "../support/weak-keys.ts";

const cli = resolve(import.meta.dirname, "../../dist/cli.js");
const offline = resolve(import.meta.dirname, "../support/no-network.mjs");
const passphrase = "lamp orchard ninety gravel";
const pem = (): string => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

let root: string;
let repository: string;
let online: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kaprien-test-"));
  repository = join(root, "repository");
  mkdirSync(join(repository, ".git"), { recursive: true });
  mkdirSync(join(root, "keys"));
  online = pem();
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function ceremony(text: string, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  writeFileSync(join(root, "ceremony.yml"), text);
  const env = { PATH: process.env["PATH"], HOME: root, ONLINE: online, SECRET: passphrase, WEAK: "password1234" };
  return spawnSync(
    process.execPath,
    ["--import", offline, cli, "-C", repository, "ceremony", "--from", join(root, "ceremony.yml"), ...args],
    {
      env,
      encoding: "utf8",
    },
  );
}

/** Everything below the test's folder but the ceremony file, as paths. */
function files(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path !== "ceremony.yml" && statSync(join(root, path)).isFile())
    .sort();
}

const key = (name: string, secret = "SECRET", scheme = "ed25519"): string =>
  `  ${name}: { create: ${scheme}, file: ../keys/${name}.key, passphrase: env:${secret} }\n`;
const use = "  online: { use: env:ONLINE }\n";
const solo = `version: 1\nkeys:\n${key("ana")}${use}roles: { root: { keys: [ana] }, targets: { keys: [ana] }, bins: { keys: [online] } }\n`;

describe("ceremony --from", () => {
  test("creates a root of trust that verifies, offline, with encrypted keys, and prints the digest to pin", async () => {
    const text = `version: 1
keys:
${key("ana")}${key("ben", "SECRET", "ecdsa-sha2-nistp256")}${key("eva", "SECRET", "rsassa-pss-sha256")}${use}
roles:
  root: { keys: [ana, ben, eva], threshold: 2, expires: 400, renew: 90 }
  targets: { keys: [ben] }
  bins: { keys: [online], expires: 10 }
paths: ["app/*", "app/*/*"]
bins: 16
targets-url: https://downloads.example/files
`;
    const { status, stdout, stderr } = ceremony(text);
    expect([status, stderr.includes("NETWORK")]).toEqual([0, false]);
    const written = ["kaprien.yml", "trust/bin.json", "trust/root/1.root.json", "trust/targets.json"];
    expect(files()).toEqual([
      "keys/ana.key",
      "keys/ben.key",
      "keys/eva.key",
      ...written.map((path) => `repository/${path}`),
    ]);
    const tree = treeOfFiles(new Map(written.map((path) => [path, readFileSync(join(repository, path))])));
    const pin = sha256(readFileSync(join(repository, "trust/root/1.root.json")));
    expect(stdout).toBe(`${pin}\n`);
    expect(stderr).toContain(`KAPRIEN_TRUSTED_ROOT=${pin}`);
    expect(stderr).toContain("next: git add");
    const trust = await loadTrust(tree, intentPaths(defaultNames), { pin, verifier }, instant(Date.now() / 1000));
    expect(trust.root.signed.roles.get("root")?.threshold).toBe(2);
    expect(trust.offline.get("targets")?.signed.delegations?.roles[0]?.scope).toEqual({
      kind: "paths",
      patterns: ["app/*", "app/*/*"],
    });
    const config = (await configIn(tree))?.config;
    expect(config?.onlineKeys).toEqual({ default: ["env:ONLINE"] });
    expect(config?.lifetimes.bins).toEqual({ expires: 10, renew: 4.67 });
    expect(config?.targetsUrl).toBe("https://downloads.example/files");
    for (const name of ["ana", "ben", "eva"]) {
      const file = join(root, "keys", `${name}.key`);
      expect(statSync(file).mode & 0o777, "T64").toBe(0o600);
      expect(readFileSync(file, "utf8")).not.toContain("PRIVATE KEY");
    }
    for (const secret of [passphrase, online.split("\n")[1] ?? ""]) expect(stdout + stderr).not.toContain(secret);
  });

  test("--dry-run shows the review and leaves nothing", () => {
    const { status, stderr } = ceremony(solo, "--dry-run");
    expect([status, files()]).toEqual([0, []]);
    expect(stderr).toContain("SHA-256 of exactly the bytes to be signed");
  });

  test("a second ceremony is refused, and the first stays as it was", () => {
    expect(ceremony(solo).status).toBe(0);
    const before = files().map((path) => readFileSync(join(root, path)));
    const { status, stderr } = ceremony(solo.replaceAll("ana", "ben"));
    expect([status, stderr.includes("[CEREMONY_DONE]")]).toEqual([1, true]);
    expect(files().map((path) => readFileSync(join(root, path)))).toEqual(before);
  });

  test("settings and comments of a kaprien.yml that is there stay", () => {
    writeFileSync(join(repository, "kaprien.yml"), "# ours\nversion: 1\npolicy: { immutable: false } # for now\n");
    expect(ceremony(solo).status).toBe(0);
    const text = readFileSync(join(repository, "kaprien.yml"), "utf8");
    expect(text).toContain("# ours");
    expect(text).toContain("policy: { immutable: false } # for now");
    expect(text).toContain("default: env:ONLINE");
  });

  const refusals: readonly [string, string, string, number][] = [
    [
      "T60: a threshold above the number of keys",
      "ROLE_THRESHOLD",
      solo.replace("root: { keys: [ana] }", "root: { keys: [ana], threshold: 2 }"),
      64,
    ],
    [
      "T60: the same key under two names",
      "ROLE_KEY_TWICE",
      solo
        .replace(use, `${use}  again: { use: env:ONLINE }\n`)
        .replace("bins: { keys: [online] }", "bins: { keys: [online, again] }"),
      64,
    ],
    [
      "T60: a key shared between an offline and an online role",
      "ROLE_KEY_SHARED",
      solo.replace("targets: { keys: [ana] }", "targets: { keys: [online] }"),
      64,
    ],
    ["T46: a key file inside the git work tree", "KEY_IN_WORK_TREE", solo.replace("../keys/ana.key", "ana.key"), 64],
    ["a weak passphrase", "KEY_PASSPHRASE_WEAK", solo.replace("env:SECRET", "env:WEAK"), 64],
    ["a passphrase that is not set", "FLAG_MISSING", solo.replace("env:SECRET", "env:NOT_SET"), 64],
    ["a passphrase in the file", "CONFIG_INVALID", solo.replace("env:SECRET", passphrase), 1],
    ["an online key that is not set", "SIGNER_KEY_MISSING", solo.replace("env:ONLINE", "env:NOT_SET"), 4],
    [
      "a role that names no key",
      "CEREMONY_KEY_UNKNOWN",
      solo.replace("root: { keys: [ana] }", "root: { keys: [anna] }"),
      64,
    ],
    ["T15: a pattern that clients read differently", "CEREMONY_PATTERN", `${solo}paths: ["app/**"]\n`, 64],
    ["a number of bins that is no power of two", "CEREMONY_BINS", `${solo}bins: 100\n`, 64],
    [
      "a role that is renewed after it expired",
      "CEREMONY_LIFETIME",
      solo.replace("root: { keys: [ana] }", "root: { keys: [ana], expires: 5, renew: 6 }"),
      64,
    ],
    ["a misspelt setting", "CONFIG_INVALID", `${solo}bin: 16\n`, 1],
    [
      "T19: an alias",
      "CONFIG_INVALID",
      solo
        .replace("keys: [online]", "keys: &k [online]")
        .replace("[ana] }, targets: { keys: [ana]", "[ana] }, targets: { keys: *k"),
      1,
    ],
    ["T19: a key written twice", "CONFIG_INVALID", `${solo}version: 1\n`, 1],
  ];
  test.each(refusals)("%s is refused with %s, and nothing is left", (_what, code, text, exit) => {
    const { status, stderr } = ceremony(text);
    expect(stderr).toContain(`[${code}]`);
    expect(status).toBe(exit);
    expect(files()).toEqual([]);
  });

  test.each([
    ["an exponent of 1", 1n],
    ["an exponent of 3", 3n],
  ])("T87: somebody's public key with %s is refused, and nothing is left", (_, exponent) => {
    writeFileSync(join(root, "keys", "ben.pem"), pemOf(rsaSpki(honestNumbers().modulus, exponent)));
    const text = solo
      .replace(use, `  ben: { public: ../keys/ben.pem }\n${use}`)
      .replace("root: { keys: [ana] }", "root: { keys: [ana, ben] }");
    const { status, stderr } = ceremony(text);
    expect([status, stderr]).toEqual([64, expect.stringContaining(`its RSA exponent is ${exponent}`)]);
    expect(stderr).toContain("[KEY_WEAK]");
    expect(files()).toEqual(["keys/ben.pem"]);
  });

  test("T61: a loaded key must open; securesystemslib files and PEM do", () => {
    const vectors = resolve(import.meta.dirname, "../vectors/securesystemslib");
    const readme = readFileSync(join(vectors, "README.md"), "utf8");
    const secret = /`([^`]{12,})`/.exec(readme)?.[1] ?? "";
    expect(existsSync(join(vectors, "ed25519")), readme).toBe(true);
    writeFileSync(join(root, "plain.pem"), pem());
    const text = `version: 1
keys:
  old: { load: ${join(vectors, "ed25519")}, passphrase: env:SECRET }
  pem: { load: ../plain.pem }
${use}roles: { root: { keys: [old, pem], threshold: 2 }, targets: { keys: [pem] }, bins: { keys: [online] } }
`;
    const wrong = ceremony(text);
    expect([wrong.status, wrong.stderr.includes("[SIGNER_PASSPHRASE_WRONG]")]).toEqual([4, true]);
    const right = spawnSync(
      process.execPath,
      [cli, "-C", repository, "ceremony", "--from", join(root, "ceremony.yml")],
      {
        env: { PATH: process.env["PATH"], HOME: root, ONLINE: online, SECRET: secret },
        encoding: "utf8",
      },
    );
    expect(right.stderr).not.toContain("error");
    expect(right.status).toBe(0);
  });
});
