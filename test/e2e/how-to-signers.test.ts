import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/config.ts";
import { signerProviders } from "../../src/keys/table.ts";
import { azureVault } from "../support/azurekms.ts";
import { readPage, runPage } from "../support/doc-page.ts";
import { gcpKmsServer } from "../support/gcpkms.ts";
import { temporary } from "../support/git.ts";
import { startAgent } from "../support/ssh-agent.ts";
import { newKey, vaultServer } from "../support/vault.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = "docs/how-to/keys";
const reference = "docs/reference/key-addresses.md";
/** No service but what is on this machine under its own address. */
const here = new Map<string, string>();
const version = "0123456789abcdef0123456789abcdef";

/** Whether a page has to be left out, as nothing of its kind is on this machine: said loudly, and a failure when CI is set. */
function lacks(program: string): boolean {
  if (spawnSync("sh", ["-c", `command -v ${program}`]).status === 0) return false;
  const text = `${program} is not on this machine, and ${folder}/${program}.md was not run`;
  if (process.env["CI"]) throw new Error(text);
  console.warn(`SKIPPED: ${text}`);
  return true;
}

const agentPage = { concurrent: true, skip: lacks("ssh-agent") };

// pkcs11.md and awskms.md are run by test/keys, against SoftHSM and an emulator.
describe("pages about where keys are: every block runs, and prints what the page shows", () => {
  test.concurrent("key-files", async () => {
    expect(await runPage(await readPage(`${folder}/key-files.md`))).toEqual([]);
  });

  test("ssh-agent: a person of root signs an event with a real agent", agentPage, async () => {
    await using place = await socketFolder();
    const agent = await startAgent(path.join(place.path, "agent"));
    try {
      const page = await readPage(`${folder}/ssh-agent.md`);
      expect(await runPage(page, { env: { SSH_AUTH_SOCK: agent.socket }, services: here })).toEqual([]);
    } finally {
      await agent.close();
    }
  });

  test.concurrent("vault: a repository whose worker signs with it, against a local server", async () => {
    const server = await vaultServer();
    try {
      server.keys.set("transit/kaprien", { type: "ed25519", versions: [newKey("ed25519")] });
      const env = { VAULT_ADDR: server.address, VAULT_TOKEN: server.token, VAULT_JWT: server.jwt };
      expect(await runPage(await readPage(`${folder}/vault.md`), { env, services: here })).toEqual([]);
      expect([server.complaints, server.live]).toEqual([[], new Set()]);
    } finally {
      await server.close();
    }
  });

  test.concurrent("gcpkms: by workload identity federation, against a local server", async () => {
    const kms = await gcpKmsServer();
    try {
      const name = "projects/acme/locations/europe-west1/keyRings/kaprien/cryptoKeys/online/cryptoKeyVersions/1";
      kms.versions.set(name, { algorithm: "EC_SIGN_P256_SHA256", key: newKey("ecdsa-p256") });
      const page = await readPage(`${folder}/gcpkms.md`);
      const around = {
        env: { GOOGLE_APPLICATION_CREDENTIALS: "google.json" },
        files: new Map([["google.json", JSON.stringify(kms.federation)]]),
        services: new Map([["https://cloudkms.googleapis.com", kms.endpoint]]),
      };
      expect(await runPage(page, around)).toEqual([]);
      expect(kms.complaints).toEqual([]);
    } finally {
      await kms.close();
    }
  });

  test.concurrent("azurekms: by a managed identity, against a local server", async () => {
    const vault = await azureVault();
    try {
      vault.keys.set(`online/${version}`, { key: newKey("ecdsa-p256"), kty: "EC" });
      const at = new URL(vault.identity["IDENTITY_ENDPOINT"] ?? "").origin;
      const env = { ...vault.identity, AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential" };
      const services = new Map([[`https://${vault.host}`, at]]);
      expect(await runPage(await readPage(`${folder}/azurekms.md`), { env, services })).toEqual([]);
      expect(vault.complaints).toEqual([]);
    } finally {
      await vault.close();
    }
  });
});

describe("what these pages only show", () => {
  test("online-keys in kaprien.yml is read, workflows are YAML, and both are there for every key service", async () => {
    const pages = (await readdir(path.join(root, folder))).map((name) => `${folder}/${name}`);
    for (const name of [...pages, reference]) {
      const text = await readFile(path.join(root, name), "utf8");
      const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, body = ""]) => body);
      const settings = blocks.filter((block) => block.startsWith("online-keys:"));
      for (const block of settings) parseConfig(`version: 1\n${block}`, name);
      const jobs = blocks.filter((block) => !block.startsWith("online-keys:")).map((block) => parse(block) as object);
      for (const job of jobs)
        expect([name, job]).toEqual([name, expect.objectContaining({ permissions: expect.anything() })]);
      expect([name, settings.length > 0]).toEqual([name, !name.endsWith("ssh-agent.md")]);
    }
  });

  test("the reference has a section for every kind of address", async () => {
    const text = await readFile(path.join(root, reference), "utf8");
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading).join("\n");
    for (const scheme of signerProviders.keys()) expect(headings).toContain(`\`${scheme}:\``);
  });
});

async function socketFolder(): Promise<{ path: string } & AsyncDisposable> {
  const { path: place, remove } = await temporary();
  return { path: place, [Symbol.asyncDispose]: remove };
}
