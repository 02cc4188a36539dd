import { beforeEach, describe, expect, test } from "vitest";
import { explain } from "../../../src/catalogue.ts";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import { contentOf } from "../../../src/repository/trust-content.ts";
import { rotation } from "../../../src/signing-event/rotation.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { ed25519 } from "../../support/metadata.ts";
import { copiesOf, faultOf, openWorld, type World } from "../../support/world.ts";

let world: World;
let cache: ClientCache;

const signed = copiesOf(async () => {
  const world = await openWorld({
    people: { root: ["ana", "ben", "eva"], targets: ["ana", "ben"], bin: ["ana", "ben"] },
    threshold: 2,
  });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  await world.publish();
  return world;
});

beforeEach(async () => {
  world = await signed();
  cache = (await world.client(["app/1/a"])).cache;
});

/** A client from the first root and one that is as it was both find what is released. */
async function clientsFollow(): Promise<void> {
  await world.publish();
  for (const from of [undefined, cache]) {
    const { targets } = await world.client(["app/1/a"], from);
    expect(targets.get("app/1/a")?.sha256).toBe(sha256("a"));
  }
}

describe("an offline key is lost", () => {
  const replaceEva = async () =>
    rotation(contentOf(await world.repository()), {
      role: "root",
      add: [ed25519("fay").key],
      remove: [keyidOf("eva")],
    });

  test("T62: while the others meet the threshold they replace it", async () => {
    const play = playEvent(world);
    await play.open(await replaceEva(), { keys: ["fay"] });
    await play.sign("ana", "ben", "fay");
    await play.finish();
    await world.done();
    const { root } = await world.repository();
    expect(root.signed.roles.get("root")?.keyids.includes(keyidOf("eva"))).toBe(false);
    await clientsFollow();
  });

  test("when they do not, the event cannot finish, and the error names the page that says what remains", async () => {
    const play = playEvent(world);
    await play.open(await replaceEva(), { keys: ["fay"] });
    await play.sign("ana", "fay");
    expect(await faultOf(play.finish())).toBe("EVENT_INCOMPLETE");
    expect(explain("EVENT_INCOMPLETE").fix).toContain("docs/how-to/recover.md");
  });
});

describe("something expired", () => {
  test("the timestamp: the worker signs the next one", async () => {
    world.clock.advance(20);
    await expect(world.client()).rejects.toThrow(/expired/i);
    expect(explain("ROLE_EXPIRED").fix).toContain("kaprien worker");
    await world.done();
    await clientsFollow();
  });

  test("root, and all that people signed: an event renews it, then the worker goes on", async () => {
    world.clock.advance(400);
    expect(await faultOf(world.work())).toBe("ROLE_EXPIRED");
    expect(explain("ROLE_EXPIRED").fix).toContain("kaprien rotate");
    const play = playEvent(world);
    await play.open(["root", "targets", "bin"].map((role) => ({ kind: "renew", role })));
    await play.sign("ana", "ben");
    await play.finish();
    await world.done();
    await clientsFollow();
  });
});
