// Asks slow servers by every way there is, and prints how each ended. Run with --expose-gc: Node 20 may forget a signal then.
import { readFileSync } from "node:fs";
import { Fault } from "../../src/base/fault.ts";
import { instant } from "../../src/base/time.ts";
import { fetchWithin, fileFetch } from "../../src/client/http/fetch.ts";
import { temporaryMemory } from "../../src/client/memory.ts";
import { fetchBytes } from "../../src/client/site-client.ts";
import { tufJs } from "../../src/client/tuf-js/tuf-js.ts";
import { openGitHub } from "../../src/forge/github/github.ts";
import { openRemoteGitStore } from "../../src/git/http/store.ts";
import { gcpKms } from "../../src/keys/google/gcpkms.ts";
import { vault } from "../../src/keys/vault/vault.ts";
import { boundedFetch } from "../../src/net/answer.ts";

declare const gc: () => void;

const [origin = "", root = ""] = process.argv.slice(2);
const seconds = 0.3;
const network = { fetch, pause: async (): Promise<void> => {}, patience: seconds };
const clock = { now: () => instant(0), sleep: async (): Promise<void> => {} };
const secrets = {
  variable: (name: string) =>
    new Map([
      ["VAULT_ADDR", origin],
      ["VAULT_TOKEN", "token"],
    ]).get(name),
  passphrase: async () => undefined,
};
const key = `projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1`;

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  site: () => fetchBytes({ fetch: fetchWithin({ seconds }), metadata: origin }, "timestamp.json", 1000),
  "silent site": () => fetchBytes({ fetch: fileFetch(seconds), metadata: `${origin}/silent` }, "timestamp.json", 1000),
  "tuf-js": () => {
    const memory = temporaryMemory(new Map([["root", readFileSync(root)]]));
    return tufJs.update({ fetch: fetchWithin({ seconds }), metadata: origin, memory, now: instant(0) });
  },
  git: () =>
    openRemoteGitStore({ url: origin, author: { name: "a", email: "a" }, ...clock, timeout: 300 }).tree("main"),
  forge: () => openGitHub({ api: origin, repository: "o/r", token: "t", clock, timeout: 300 }).comment(1, "x", "x"),
  vault: () => vault(network).open("vault://key", secrets),
  "google's tokens": () =>
    gcpKms({
      ...network,
      // Its address is fixed in the library.
      fetch: (_, init) => fetch(origin, init),
      credentials: { type: "authorized_user", client_id: "c", client_secret: "s", refresh_token: "r" },
    }).open(`gcpkms://${key}`, secrets),
  library: async () => (await boundedFetch({ seconds }, 1000)(origin)).text(),
};

const collecting = setInterval(gc, 100);
const ended = Object.entries(ways).map(async ([name, ask]) => [
  name,
  await ask().then(
    () => "it was answered",
    (error: unknown) => (error instanceof Fault ? [error.code, error.data["reason"]] : String(error)),
  ),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(ended))));
// From here on nothing may keep the process alive.
clearInterval(collecting);
