import { expect, test } from "vitest";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import { contentOf } from "../../../src/repository/trust-content.ts";
import { type Rotation, rotation, withoutOverlap } from "../../../src/signing-event/rotation.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { ed25519 } from "../../support/metadata.ts";
import { bytesOf, inconsistencies } from "../../support/site.ts";
import { clientOf, openWorld, type World } from "../../support/world.ts";

/** Has people sign new online keys, and puts them into force. */
async function rotate(world: World, change: Pick<Rotation, "add" | "remove">, event: string): Promise<void> {
  const base = contentOf(await world.repository());
  const changes = rotation(base, { role: "online", ...change });
  expect(withoutOverlap(base, changes)).toBe(false);
  const play = playEvent(world, event);
  await play.open(changes, { keys: ["new"] });
  await play.sign("root", "bin");
  await play.finish();
}

test("T63, I14: online keys rotate with overlap, and clients of every state go on, also one that does not see the new root yet", async () => {
  const world = await openWorld({ config: { "online-keys": { default: "env:online", bins: "env:bins" } } });
  const caches: ClientCache[] = [];
  let releases = 0;
  const use = (keys: object) => world.merge({ "kaprien.yml": JSON.stringify({ version: 1, "online-keys": keys }) });
  /** Releases, signs and publishes; every client there has been follows, unless a file is hidden from it that it needs. */
  const next = async (hidden?: string): Promise<string> => {
    releases += 1;
    const path = `app/${releases}`;
    await world.release(path, { [path]: path });
    world.clock.advance(0.5);
    await world.done();
    await world.publish();
    expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
    for (const cache of caches) {
      const { targets } = await world.client([path], cache);
      expect(targets.get(path)?.sha256).toBe(sha256(path));
    }
    const last = caches.at(-1);
    caches.push((await world.client([path])).cache);
    if (hidden === undefined || last === undefined) return "nothing is hidden";
    const files = new Map([...world.mirror.files].filter(([name]) => name !== hidden));
    return clientOf(files, world.clock.now(), [path], stale ?? last).then(
      ({ targets, cache }) => {
        stale = cache;
        return targets.get(path)?.sha256 === sha256(path) ? "it goes on" : "it finds nothing";
      },
      (error: Error) => error.message,
    );
  };
  // A client behind a cache that still says that there is no next root.
  let stale: ClientCache | undefined;
  await next();

  await rotate(world, { add: [ed25519("new").key], remove: [] }, "add");
  expect(await next("metadata/2.root.json")).toBe("it goes on");
  expect((await world.repository()).root.signed.version).toBe(2);
  // Both keys sign while caches run out, or the old one alone goes on: either is good for whoever has the root before.
  await use({ default: ["env:online", "env:new"], bins: ["env:bins", "env:new"] });
  expect(await next("metadata/2.root.json")).toBe("it goes on");
  expect([...(await world.repository()).timestamp.signatures.keys()].sort()).toEqual(
    [keyidOf("online"), keyidOf("new")].sort(),
  );
  // By now nobody may be behind any more: this is what the waiting is for.
  await use({ default: "env:new" });
  expect(await next("metadata/2.root.json")).toContain("CLIENT_REFUSED");

  stale = undefined;
  await rotate(world, { add: [], remove: [keyidOf("online"), keyidOf("bins")] }, "remove");
  expect(await next("metadata/3.root.json")).toBe("it goes on");
  const { root, bins, snapshot, timestamp } = await world.repository();
  expect(root.signed.version).toBe(3);
  for (const { signatures } of [...bins.values(), snapshot, timestamp])
    expect([...signatures.keys()]).toEqual([keyidOf("new")]);
  expect(await next("metadata/3.root.json")).toBe("it goes on");
});
