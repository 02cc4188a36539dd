import { readFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import type { Simulator } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();
const day = 86_400_000;

/** Metadata that other people's tools signed, by file name. */
async function metadataOf(vectors: string): Promise<Record<string, string>> {
  const { files } = JSON.parse(await readFile(new URL(`../vectors/${vectors}.json`, import.meta.url), "utf8"));
  return files;
}

function serve({ files }: Simulator, metadata: Readonly<Record<string, string>>): void {
  files.clear();
  for (const [name, text] of Object.entries(metadata)) files.set(`metadata/${name}`, Buffer.from(text));
}

/** Days from now to a date, for a client that is to live then. */
function daysTo(date: string): number {
  return Math.floor((Date.parse(date) - Date.now()) / day);
}

describe("repositories of other tools", () => {
  conforms("tuf-on-ci: a delegated target is found and downloaded", async ({ repository, client }) => {
    const metadata = await metadataOf("tuf-on-ci-repository");
    serve(repository, metadata);
    const bytes = Buffer.from("artifact for tuf-on-ci repository\n");
    const { signed } = JSON.parse(metadata["2.delegatedrole.json"] ?? "");
    const { sha256 } = signed.targets["delegatedrole/artifact"].hashes;
    repository.files.set(`targets/delegatedrole/${sha256}.artifact`, bytes);
    await client.init(Buffer.from(metadata["1.root.json"] ?? ""));
    const days = daysTo("2025-02-10T00:00:00Z");
    expect(await client.refresh({ days })).toBe("ok");
    expect(await client.download(["delegatedrole/artifact"], { days })).toBe("ok");
    expect(await client.files()).toEqual({ "delegatedrole/artifact": bytes.toString() });
  });

  conforms("Sigstore: ten roots, from one without consistent snapshots on, are followed and kept", async (room) => {
    const { repository, client } = room;
    const metadata = await metadataOf("sigstore-roots");
    serve(repository, metadata);
    await client.init(Buffer.from(metadata["3.root.json"] ?? ""));
    expect(await client.refresh({ days: daysTo("2025-03-01T00:00:00Z") })).toBe("SITE_FILE_MISSING");
    expect(await client.trusted()).toEqual({ root: 12 });
    expect(repository.asked.at(-1)).toBe("metadata/timestamp.json");
  });

  conforms("python-tuf: without consistent snapshots, and with keyids that are not the hash", async (room) => {
    const { repository, client } = room;
    const metadata = await metadataOf("python-tuf-repository");
    serve(repository, metadata);
    await client.init(Buffer.from(metadata["root.json"] ?? ""));
    const days = daysTo("2025-02-10T00:00:00Z");
    expect(await client.refresh({ days })).toBe("ok");
    expect(await client.download(["file3.txt"], { days })).toBe("TARGET_BYTES_MISSING");
    expect(await client.trusted()).toEqual({ role1: 1, root: 1, snapshot: 1, targets: 1, timestamp: 1 });
  });
});
