import { defaultNames } from "../../src/config/names.ts";
import { commitToEvent, findEvent } from "../../src/signing-event/branch.ts";
import type { TrustChange } from "../../src/signing-event/event-file.ts";
import { finishEvent } from "../../src/signing-event/finish.ts";
import { type LoadedEvent, loadEvent } from "../../src/signing-event/load.ts";
import { eventDigest, signatureFiles, signEvent } from "../../src/signing-event/sign.ts";
import { type Opened, openEvent } from "../../src/signing-event/start.ts";
import type { KeyId } from "../../src/tuf/key.ts";
import { ed25519 } from "./metadata.ts";
import { verifier } from "./verifier.ts";
import { type Files, signerOf, type World } from "./world.ts";

/** The keyid of a person of the tests. */
export function keyidOf(name: string): KeyId {
  return ed25519(name).key.keyid;
}

/** A signing event of a world, played through its workflows. */
export interface Play {
  open(changes: readonly TrustChange[], options?: { keys?: readonly string[]; days?: number }): Promise<Opened>;
  load(): Promise<LoadedEvent>;
  /** Signs as these people do, one after another, each in a commit of their own. */
  sign(...people: readonly string[]): Promise<void>;
  /** Commits to the event's branch as somebody with push rights would. */
  tamper(files: Files): Promise<void>;
  /** Folds the event and merges what that gives. */
  finish(): Promise<string>;
}

export function playEvent(
  world: Pick<World, "store" | "pin" | "clock" | "tip" | "merge" | "verifier">,
  event = "change",
): Play {
  const { store, pin } = world;
  const names = defaultNames;
  const place = async () => {
    const found = await findEvent(store, event, names);
    return {
      base: await world.tip("main"),
      head: found.head,
      names,
      pin,
      verifier: world.verifier,
      found,
      now: world.clock.now(),
    };
  };
  const play: Play = {
    open: (changes, { keys = [], days } = {}) =>
      openEvent(
        { verifier, store, now: world.clock.now() },
        {
          pin,
          branch: "main",
          event,
          changes,
          keys: keys.map((name) => ed25519(name).key),
          existing: "refuse",
          dryRun: false,
          ...(days !== undefined && { days }),
        },
      ),
    load: async () => loadEvent(await place(), event),
    async sign(...people) {
      for (const name of people) {
        const at = await place();
        const loaded = await loadEvent(at, event);
        const signatures = await signEvent(loaded, signerOf(name), eventDigest(loaded));
        await commitToEvent(
          store,
          names,
          event,
          at.found,
          signatureFiles(names, event, signatures),
          `Sign as ${name}\n`,
        );
      }
    },
    async tamper(files) {
      const tip = await world.tip(`event/${event}`);
      const writes = new Map(
        Object.entries(files).map(([path, content]) => [
          path,
          typeof content === "string" ? Buffer.from(content) : content,
        ]),
      );
      await store.propose(`event/${event}`, [tip.commit], { files: writes, grafts: new Map() }, "Small fix\n");
    },
    async finish() {
      const at = await place();
      const { files } = await finishEvent(await loadEvent(at, event), { ...at, now: world.clock.now() });
      return world.merge(Object.fromEntries(files));
    },
  };
  return play;
}
