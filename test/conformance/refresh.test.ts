import { describe, expect } from "vitest";
import { inDays, newKey, updated } from "../support/simulator.ts";
import { conformance, firstUpdate, trustsAll } from "./room.ts";

const conforms = conformance();

describe("a refresh", () => {
  conforms("asks for the next root, the timestamp and what that leads to, each once and in order", async (room) => {
    expect(await room.client.refresh()).toBe("ok");
    expect(room.repository.asked).toEqual(firstUpdate);
  });

  conforms("T81: leaves the four top-level files in the metadata directory", async (room) => {
    expect(await room.client.refresh()).toBe("ok");
    await trustsAll(room);
  });

  conforms("comes before a download, also before one that finds nothing", async (room) => {
    expect(await room.client.download(["no/such/target"])).toBe("TARGET_NOT_FOUND");
    expect(room.repository.asked).toEqual(firstUpdate);
    await trustsAll(room);
  });

  conforms("keeps the bytes as they came, white space and all", async ({ repository, client }) => {
    const bytes = Buffer.concat([repository.file("timestamp"), Buffer.from(" \n")]);
    repository.files.set("metadata/timestamp.json", bytes);
    expect(await client.refresh()).toBe("ok");
    expect(await client.kept("timestamp")).toBe(bytes.toString());
  });

  conforms(
    "goes on with the timestamp it has when another one has the same version",
    async ({ repository, client }) => {
      expect(await client.refresh()).toBe("ok");
      repository.timestamp.meta = { "snapshot.json": { version: 100 } };
      repository.publish({ role: "timestamp", version: 1 });
      repository.asked.length = 0;
      expect(await client.refresh()).toBe("ok");
      expect(repository.asked).toEqual(["metadata/2.root.json", "metadata/timestamp.json"]);
      expect(JSON.parse(await client.kept("timestamp")).signed.meta["snapshot.json"].version).toBe(1);
    },
  );

  conforms("judges by the clock of the machine", async ({ repository, client }) => {
    repository.root.expires = inDays(7);
    repository.publish("root");
    expect(await client.refresh()).toBe("ok");
    expect(await client.refresh({ days: 8 })).toBe("ROLE_EXPIRED");
  });

  conforms("takes a repository without consistent snapshots", async ({ repository, client }) => {
    repository.root.consistent_snapshot = false;
    repository.publish("root", ...updated);
    expect(await client.refresh()).toBe("ok");
    expect(repository.asked.slice(-2)).toEqual(["metadata/snapshot.json", "metadata/targets.json"]);
  });
});

describe("the root that trust starts from", () => {
  for (const [what, change] of [
    ["has no version", (signed: Record<string, unknown>) => delete signed["version"]],
    ["has no roles", (signed: Record<string, unknown>) => delete signed["roles"]],
    ["was changed after it was signed", (signed: Record<string, unknown>) => Object.assign(signed, { more: 1 })],
  ] as const)
    conforms(`is refused before anything is asked for, when it ${what}`, async ({ repository, client }) => {
      const file = JSON.parse(Buffer.from(repository.file("root")).toString());
      change(file.signed);
      await client.init(Buffer.from(JSON.stringify(file)));
      expect(await client.refresh()).toBe("CLIENT_ROOT_UNUSABLE");
      expect(repository.asked).toEqual([]);
    });

  conforms(
    "is refused before anything is asked for, when its signature is another's",
    async ({ repository, client }) => {
      repository.setKeys("root", [newKey()], 1, [newKey()]);
      repository.publish({ role: "root", version: 1 });
      await client.init(repository.file("root"));
      expect(await client.refresh()).toBe("CLIENT_ROOT_UNUSABLE");
      expect(repository.asked).toEqual([]);
    },
  );
});

describe("T81: what was verified before something fails is kept, and nothing else", () => {
  for (const [role, trusted] of [
    ["root", { root: 1 }],
    ["timestamp", { root: 2 }],
    ["snapshot", { root: 2, timestamp: 2 }],
    ["targets", { root: 2, snapshot: 2, timestamp: 2 }],
  ] as const)
    conforms(`${role} is not signed`, async ({ repository, client }) => {
      repository.signers.set(role, []);
      repository.publish("root", ...updated);
      expect(await client.refresh()).toBe("ROLE_SIGNATURES_MISSING");
      expect(await client.trusted()).toEqual(trusted);
    });

  for (const [role, trusted] of [
    ["root", { root: 1 }],
    ["snapshot", { root: 2, timestamp: 2 }],
    ["targets", { root: 2, snapshot: 2, timestamp: 2 }],
  ] as const)
    conforms(`${role} has another version than its name says`, async ({ repository, client }) => {
      repository.publish("root", ...updated);
      const wrong = repository.fileName(role, 3);
      repository.publish({ role, version: 3 });
      repository.files.set(repository.fileName(role, 2), repository.files.get(wrong) ?? new Uint8Array());
      repository.files.delete(wrong);
      expect(await client.refresh()).toBe("ROLE_VERSION_MISMATCH");
      expect(await client.trusted()).toEqual(trusted);
    });

  conforms("the timestamp is missing", async ({ repository, client }) => {
    expect(await client.refresh()).toBe("ok");
    repository.publish("root");
    repository.files.delete("metadata/timestamp.json");
    expect(await client.refresh()).toBe("SITE_FILE_MISSING");
    expect(repository.asked.at(-1)).toBe("metadata/timestamp.json");
    expect(await client.trusted()).toEqual({ root: 2, snapshot: 1, targets: 1, timestamp: 1 });
  });

  conforms("the snapshot is missing", async ({ repository, client }) => {
    expect(await client.refresh()).toBe("ok");
    repository.timestamp.meta = { "snapshot.json": { version: 2 } };
    repository.publish("timestamp");
    expect(await client.refresh()).toBe("SITE_FILE_MISSING");
    expect(repository.asked.at(-1)).toBe("metadata/2.snapshot.json");
    expect(await client.trusted()).toEqual({ root: 1, snapshot: 1, targets: 1, timestamp: 2 });
  });

  conforms("targets is missing", async ({ repository, client }) => {
    expect(await client.refresh()).toBe("ok");
    repository.snapshot.meta = { "targets.json": { version: 2 } };
    repository.publish("snapshot", "timestamp");
    expect(await client.refresh()).toBe("SITE_FILE_MISSING");
    expect(repository.asked.at(-1)).toBe("metadata/2.targets.json");
    expect(await client.trusted()).toEqual({ root: 1, snapshot: 2, targets: 1, timestamp: 2 });
  });

  conforms("the timestamp is a snapshot that the timestamp's key signed", async ({ repository, client }) => {
    const [key = newKey()] = repository.signers.get("timestamp") ?? [];
    repository.addKey("snapshot", key);
    repository.snapshot.meta = { "snapshot.json": { version: 1 } };
    repository.publish("root", "snapshot");
    repository.files.set("metadata/timestamp.json", repository.file("snapshot"));
    expect(await client.refresh()).not.toBe("ok");
    expect(await client.trusted()).toEqual({ root: 2 });
  });
});

describe("lengths and hashes of metadata", () => {
  conforms("may be listed", async ({ repository, client }) => {
    repository.hashed = true;
    repository.publish(...updated);
    expect(await client.refresh()).toBe("ok");
  });

  conforms(
    "a targets file with another hash is refused; the snapshot that lists it is kept",
    async ({ repository, client }) => {
      repository.hashed = true;
      repository.publish(...updated);
      expect(await client.refresh()).toBe("ok");
      repository.publish("targets");
      Object.assign(repository.snapshot.meta["targets.json"] ?? {}, { hashes: { sha256: "0".repeat(64) } });
      repository.publish("snapshot", "timestamp");
      expect(await client.refresh()).toBe("ROLE_HASH_MISMATCH");
      expect(await client.trusted()).toEqual({ root: 1, snapshot: 3, targets: 2, timestamp: 3 });
    },
  );

  conforms(
    "a snapshot with another hash is refused; the timestamp that lists it is kept",
    async ({ repository, client }) => {
      repository.hashed = true;
      repository.publish(...updated);
      expect(await client.refresh()).toBe("ok");
      repository.publish("snapshot");
      Object.assign(repository.timestamp.meta["snapshot.json"] ?? {}, { hashes: { sha256: "0".repeat(64) } });
      repository.publish("timestamp");
      expect(await client.refresh()).toBe("ROLE_HASH_MISMATCH");
      expect(await client.trusted()).toEqual({ root: 1, snapshot: 2, targets: 2, timestamp: 3 });
    },
  );
});

describe("members that the specification does not name", () => {
  conforms("are signed with the rest, in a root, in its keys and in its roles", async ({ repository, client }) => {
    expect(await client.refresh()).toBe("ok");
    repository.addKey("root", newKey("ed25519", { "x-owner": { team: 1, desk: [2] } }));
    repository.root["x-note"] = "for people";
    repository.root.roles.root["x-quorum"] = "two of them, please";
    repository.publish("root");
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ root: 2 });
  });

  conforms("an old member that names hash algorithms changes nothing", async ({ repository, client }) => {
    const key = newKey("ed25519", { keyid_hash_algorithms: ["md5"] });
    repository.setKeys("snapshot", [key], 1, [key]);
    repository.publish("root", "snapshot", "timestamp");
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ root: 2, snapshot: 2 });
  });
});

describe("what has expired", () => {
  conforms("T81: a root is kept all the same, and nothing after it", async ({ repository, client }) => {
    expect(await client.refresh()).toBe("ok");
    repository.publish("root");
    expect(await client.refresh()).toBe("ok");
    repository.root.expires = inDays(-1);
    repository.publish("root", ...updated);
    expect(await client.refresh()).toBe("ROLE_EXPIRED");
    expect(await client.trusted()).toEqual({ root: 3, snapshot: 1, targets: 1, timestamp: 1 });
  });

  for (const [role, trusted] of [
    ["timestamp", { root: 1, snapshot: 1, targets: 1, timestamp: 1 }],
    ["snapshot", { root: 1, snapshot: 1, targets: 1, timestamp: 2 }],
    ["targets", { root: 1, snapshot: 2, targets: 1, timestamp: 2 }],
  ] as const)
    conforms(`T81: a new ${role} is refused; what came before it is kept`, async ({ repository, client }) => {
      expect(await client.refresh()).toBe("ok");
      const part = { timestamp: repository.timestamp, snapshot: repository.snapshot, targets: repository.targets() };
      part[role].expires = inDays(-5);
      repository.publish(...updated);
      expect(await client.refresh()).toBe("ROLE_EXPIRED");
      expect(await client.trusted()).toEqual(trusted);
    });

  conforms("a root on the way to one that has not may be passed", async ({ repository, client }) => {
    repository.root.expires = inDays(7);
    repository.publish("root");
    expect(await client.refresh()).toBe("ok");
    repository.root.expires = inDays(21);
    repository.publish("root");
    expect(await client.refresh({ days: 18 })).toBe("ok");
    expect(await client.trusted()).toMatchObject({ root: 3 });
  });

  conforms("an old timestamp still guards against older ones, and is replaced", async ({ repository, client }) => {
    repository.timestamp.expires = inDays(7);
    repository.publish("timestamp");
    expect(await client.refresh()).toBe("ok");
    repository.timestamp.expires = inDays(21);
    repository.publish(...updated);
    expect(await client.refresh({ days: 18 })).toBe("ok");
    expect(await client.trusted()).toEqual({ root: 1, snapshot: 2, targets: 2, timestamp: 3 });
    repository.publish({ role: "timestamp", version: 2 });
    expect(await client.refresh({ days: 18 })).toBe("ROLE_ROLLBACK");
  });
});
