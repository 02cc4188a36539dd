import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect } from "vitest";
import { inDays, type Simulator, updated } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();

/** What a site serves now, to serve it again later. */
function recording({ files }: Simulator): () => void {
  const recorded = new Map(files);
  return () => {
    files.clear();
    for (const [name, bytes] of recorded) files.set(name, bytes);
  };
}

describe("T81: an older state is refused, although the one after it never came whole", () => {
  for (const role of ["snapshot", "targets"])
    conforms(`when its key was revoked and the ${role} file after it withheld`, async ({ repository, client }) => {
      repository.add("app/1", "one");
      repository.publish(...updated);
      expect(await client.download(["app/1"])).toBe("ok");
      const goBack = recording(repository);
      repository.rotate("timestamp");
      repository.publish("root", ...updated);
      repository.files.delete(repository.fileName(role, 3));
      expect(await client.download(["app/1"])).toBe("SITE_FILE_MISSING");
      goBack();
      expect(await client.download(["app/1"])).toBe("ROLE_SIGNATURES_MISSING");
      expect(await client.refresh()).toBe("ROLE_SIGNATURES_MISSING");
    });

  for (const role of ["snapshot", "targets", "team"])
    (role === "team" ? conforms : conforms.inProcess)(
      `when its keys are good and the ${role} file after it withheld`,
      async ({ repository, client }) => {
        repository.delegate("targets", "team", { paths: ["team/*"] });
        repository.add("team/1", "one", "team");
        repository.publish("team", ...updated);
        expect(await client.download(["team/1"])).toBe("ok");
        const goBack = recording(repository);
        repository.publish("team", ...updated);
        repository.files.delete(repository.fileName(role, role === "team" ? 2 : 3));
        expect(await client.download(["team/1"])).toBe("SITE_FILE_MISSING");
        goBack();
        expect(await client.download(["team/1"])).toBe("ROLE_ROLLBACK");
      },
    );

  conforms("when the state after it had expired", async ({ repository, client }) => {
    expect(await client.refresh()).toBe("ok");
    const goBack = recording(repository);
    repository.rotate("timestamp");
    repository.root.expires = inDays(-1);
    repository.publish("root", ...updated);
    expect(await client.refresh()).toBe("ROLE_EXPIRED");
    goBack();
    // The root that was kept has expired: nothing is trusted until there is a newer one.
    expect(await client.refresh()).toBe("ROLE_EXPIRED");
    expect(await client.trusted()).toMatchObject({ root: 2 });
  });
});

describe("a damaged metadata directory", () => {
  const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ["cut short", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    ["other bytes", () => Buffer.from([0, 255, 254, 10, 123])],
    ["signed by nobody", (bytes) => Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString()), signatures: [] }))],
    ["huge", () => Buffer.alloc(6_000_000, " ")],
    ["null", () => Buffer.from("null")],
  ];

  for (const [at, [what, damage]] of damages.entries()) {
    const each = at === 0 ? conforms : conforms.inProcess;
    each(`${what}: timestamp, snapshot and targets files are fetched again`, async ({ repository, client }) => {
      repository.delegate("targets", "team", { paths: ["team/*"] });
      repository.add("team/1", "one", "team");
      repository.publish("team", ...updated);
      expect(await client.download(["team/1"])).toBe("ok");
      for (const role of [...updated, "team"]) {
        const file = path.join(client.metadata, `${role}.json`);
        await writeFile(file, damage(await readFile(file)));
      }
      expect(await client.download(["team/1"])).toBe("ok");
      for (const role of [...updated, "team"])
        expect(await client.kept(role)).toBe(Buffer.from(repository.file(role)).toString());
    });

    each(`${what}: a root is an error, and nothing is asked for`, async ({ repository, client }) => {
      expect(await client.refresh()).toBe("ok");
      const file = path.join(client.metadata, "root.json");
      await writeFile(file, damage(await readFile(file)));
      repository.asked.length = 0;
      expect(await client.refresh()).toBe("CLIENT_ROOT_UNUSABLE");
      expect(repository.asked).toEqual([]);
    });
  }
});

describe("what is kept", () => {
  conforms("timestamp and snapshot go when the keys of either change, once the new root is there", async (room) => {
    const { repository, client } = room;
    expect(await client.refresh()).toBe("ok");
    repository.rotate("snapshot");
    repository.publish("root");
    repository.files.delete("metadata/timestamp.json");
    expect(await client.refresh()).toBe("SITE_FILE_MISSING");
    expect(await client.trusted()).toEqual({ root: 2, targets: 1 });
  });

  conforms("what stayed of a timestamp that the new root's keys did not sign binds nobody", async (room) => {
    const { repository, client } = room;
    for (let version = 2; version < 6; version += 1) repository.publish("timestamp");
    expect(await client.refresh()).toBe("ok");
    // As after a crash between keeping the root and forgetting the timestamp.
    const stayed = await readFile(path.join(client.metadata, "timestamp.json"));
    repository.rotate("timestamp");
    repository.publish("root", { role: "timestamp", version: 1 });
    await client.init(repository.file("root", 2));
    await writeFile(path.join(client.metadata, "timestamp.json"), stayed);
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ root: 2, timestamp: 1 });
  });

  conforms("is not set back by another client that was slower", async ({ repository, client }) => {
    const old = repository.file("timestamp");
    let other: Promise<string> | undefined;
    repository.onRequest = async (name) => {
      if (name !== "metadata/timestamp.json" || other !== undefined) return;
      // While one client waits for its timestamp, the other one sees a newer state. Then the first gets the old one after all.
      repository.publish(...updated);
      other = client.refresh();
      await other;
      repository.files.set(name, old);
    };
    expect(await client.refresh()).toBe("ok");
    expect(await other).toBe("ok");
    expect(await client.trusted()).toMatchObject({ timestamp: 2, snapshot: 2 });
  });
});
