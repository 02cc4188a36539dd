import { describe, expect } from "vitest";
import type { ForeignKey } from "../support/foreign.ts";
import { newKey, updated } from "../support/simulator.ts";
import { conformance } from "./room.ts";

const conforms = conformance();

describe("the threshold of a role", () => {
  conforms("is met by distinct keys alone: two of three are too few", async ({ repository, client }) => {
    const keys = [newKey(), newKey(), newKey()];
    repository.setKeys("snapshot", keys, 3, keys);
    repository.publish("root", ...updated);
    expect(await client.refresh()).toBe("ok");
    repository.signers.set("snapshot", keys.slice(1));
    repository.publish(...updated);
    expect(await client.refresh()).toBe("ROLE_SIGNATURES_MISSING");
    expect(await client.trusted()).toMatchObject({ snapshot: 2, timestamp: 3 });
  });

  conforms("cannot be higher than the number of keys", async ({ repository, client }) => {
    const keys = Array.from({ length: 5 }, () => newKey());
    repository.setKeys("snapshot", keys, 6, keys);
    repository.publish("root", "snapshot", "timestamp");
    expect(await client.refresh()).not.toBe("ok");
    expect(await client.trusted()).toEqual({ root: 2, timestamp: 2 });
  });

  conforms("is not met by one key that is named, and signs, several times", async ({ repository, client }) => {
    const key = newKey();
    repository.setKeys("snapshot", Array<ForeignKey>(9).fill(key), 6, [key]);
    repository.publish("root", "snapshot", "timestamp");
    repository.edit("snapshot", ({ signatures }) => {
      for (let more = 0; more < 8; more += 1) signatures.push({ ...(signatures[0] as (typeof signatures)[number]) });
    });
    expect(await client.refresh()).not.toBe("ok");
    expect(await client.trusted()).not.toHaveProperty("snapshot");
  });
});

describe("signatures", () => {
  conforms("of one keyid stand in a file once", async ({ repository, client }) => {
    repository.edit("snapshot", ({ signatures }) =>
      signatures.push({ ...(signatures[0] as (typeof signatures)[number]) }),
    );
    expect(await client.refresh()).not.toBe("ok");
    expect(await client.trusted()).not.toHaveProperty("snapshot");
  });

  conforms("that are wrong do not spoil those that meet the threshold", async ({ repository, client }) => {
    const [first = newKey()] = repository.signers.get("timestamp") ?? [];
    repository.addKey("timestamp");
    for (const wrong of ["3045022100ee", "", "not hex at all"]) {
      repository.publish("root", "timestamp");
      repository.edit("timestamp", ({ signatures }) => {
        for (const signature of signatures) if (signature.keyid === first.keyid) signature.sig = wrong;
      });
      expect([wrong, await client.refresh()]).toEqual([wrong, "ok"]);
    }
  });

  for (const kind of ["ed25519", "ecdsa", "rsa"] as const)
    conforms(
      `of ${kind} keys are verified: a good one counts, and another one's does not`,
      async ({ repository, client }) => {
        const key = repository.addKey("root", newKey(kind));
        repository.root.roles.root.threshold = 2;
        repository.publish("root");
        expect(await client.refresh()).toBe("ok");
        expect(await client.trusted()).toMatchObject({ root: 2 });
        const earlier = JSON.parse(Buffer.from(repository.file("root")).toString());
        repository.publish("root");
        repository.edit("root", ({ signatures }) => {
          for (const signature of signatures)
            if (signature.keyid === key.keyid)
              signature.sig = earlier.signatures.find(({ keyid }: { keyid: string }) => keyid === key.keyid).sig;
        });
        expect(await client.refresh()).toBe("ROLE_SIGNATURES_MISSING");
        expect(await client.trusted()).toMatchObject({ root: 2 });
      },
    );
});
