import { describe, expect } from "vitest";
import { updated } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();

describe("what goes back is refused, and the newer file stays", () => {
  conforms("a timestamp", async ({ repository, client }) => {
    repository.publish("timestamp");
    expect(await client.refresh()).toBe("ok");
    repository.publish({ role: "timestamp", version: 1 });
    expect(await client.refresh()).toBe("ROLE_ROLLBACK");
    expect(repository.asked.at(-1)).toBe("metadata/timestamp.json");
    expect(await client.trusted()).toMatchObject({ timestamp: 2 });
  });

  for (const hashed of [false, true]) {
    const listing = hashed ? "with hashes" : "by version alone";
    conforms(`a snapshot, listed ${listing}`, async ({ repository, client }) => {
      repository.hashed = hashed;
      repository.publish("snapshot", "timestamp");
      expect(await client.refresh()).toBe("ok");
      repository.publish({ role: "snapshot", version: 1 }, "timestamp");
      expect(await client.refresh()).toBe("ROLE_ROLLBACK");
      expect(repository.asked.at(-1)).toBe("metadata/timestamp.json");
      expect(await client.trusted()).toMatchObject({ timestamp: 2, snapshot: 2 });
    });

    conforms(`targets, listed ${listing}`, async ({ repository, client }) => {
      repository.hashed = hashed;
      repository.publish(...updated);
      expect(await client.refresh()).toBe("ok");
      repository.publish({ role: "targets", version: 1 }, "snapshot", "timestamp");
      expect(await client.refresh()).toBe("ROLE_ROLLBACK");
      expect(await client.trusted()).toMatchObject({ timestamp: 3, snapshot: 2, targets: 2 });
    });
  }

  conforms("a snapshot that leaves out a role which was listed", async ({ repository, client }) => {
    repository.delegate("targets", "team", { paths: ["team/*"] });
    repository.publish("team", ...updated);
    expect(await client.refresh()).toBe("ok");
    delete repository.snapshot.meta["team.json"];
    repository.publish("snapshot", "timestamp");
    expect(await client.refresh()).toBe("ROLE_NOT_LISTED");
    expect(await client.trusted()).toMatchObject({ snapshot: 2 });
  });

  conforms("a role's version in a snapshot", async ({ repository, client }) => {
    repository.delegate("targets", "team", { paths: ["team/*"] });
    repository.publish("team", "team", ...updated);
    expect(await client.refresh()).toBe("ok");
    repository.publish({ role: "team", version: 1 }, "snapshot", "timestamp");
    expect(await client.refresh()).toBe("ROLE_ROLLBACK");
    expect(await client.trusted()).toMatchObject({ snapshot: 2 });
  });
});

describe("versions that a thief ran ahead to end with the keys", () => {
  conforms("of the timestamp", async ({ repository, client }) => {
    repository.publish({ role: "timestamp", version: 100 });
    expect(await client.refresh()).toBe("ok");
    repository.rotate("timestamp");
    repository.publish("root", { role: "timestamp", version: 1 });
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ timestamp: 1 });
  });

  conforms("of the snapshot", async ({ repository, client }) => {
    repository.publish({ role: "snapshot", version: 100 }, "timestamp");
    expect(await client.refresh()).toBe("ok");
    repository.rotate("snapshot");
    repository.rotate("timestamp");
    repository.publish("root", "targets", { role: "snapshot", version: 1 }, "timestamp");
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ snapshot: 1 });
  });

  conforms("of targets, and roles that should never have been listed", async ({ repository, client }) => {
    repository.delegate("targets", "team", { paths: ["team/*"] });
    repository.publish("team", { role: "targets", version: 100 }, "snapshot", "timestamp");
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ targets: 100 });
    repository.rotate("snapshot");
    delete repository.snapshot.meta["team.json"];
    repository.publish("root", { role: "targets", version: 1 }, "snapshot", "timestamp");
    expect(await client.refresh()).toBe("ok");
    expect(await client.trusted()).toMatchObject({ targets: 1 });
  });
});
