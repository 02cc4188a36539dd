import { join, normalize } from "node:path";
import { Fault, isFault } from "../../base/fault.ts";
import { fingerprint } from "../../base/text.ts";
import { keyUri } from "../../config/key-address.ts";
import { keysFaults } from "../../keys/faults.ts";
import { type CeremonyPorts, holdKey } from "../../setup/ceremony.ts";
import type { HeldKey } from "../../setup/prepared-ceremony.ts";
import { signingEventFaults } from "../../signing-event/faults.ts";
import { offlineRoles, onlineRoles } from "../../signing-event/first-trust.ts";
import type { Signer } from "../../tuf/signer.ts";
import type { Conversation, Draft } from "./answers.ts";

type OfflineRole = (typeof offlineRoles)[number];
type OnlineRole = (typeof onlineRoles)[number];

const attempts = 3;

/** Has the person make or load a key of their own for `role`, until there is one. Resolves to its name among the held keys. */
export async function addOfflineKey(talk: Conversation, role: OfflineRole, suggested: string): Promise<string> {
  const { dialogue, draft } = talk;
  const name = await dialogue.text({
    message: "A name for the key, such as that of its holder",
    usual: freeName(draft, suggested),
    problem: (answer) => nameProblem(draft, answer),
  });
  for (;;) {
    const way = await dialogue.choose(`The key ${name}`, [
      { value: "create", label: "Create it", hint: "Ed25519, in a file encrypted with a passphrase" },
      { value: "load", label: "Load it from a file", hint: "PEM, securesystemslib or Kaprien" },
      {
        value: "address",
        label: "Use it where it is",
        hint: "ssh-agent:, pkcs11:, awskms:, gcpkms:, azurekms:, vault:",
      },
      { value: "public", label: "It is somebody else's", hint: "its public half is enough; they sign later" },
    ]);
    try {
      const held = await offlineKey(talk, name, way);
      await keep(talk, name, held, (other, online) =>
        online === undefined
          ? signingEventFaults.ROLE_KEY_TWICE({ role, key: other })
          : signingEventFaults.ROLE_KEY_SHARED({ offline: role, online }),
      );
      return name;
    } catch (error) {
      dialogue.refuse(error);
    }
  }
}

function offlineKey(talk: Conversation, name: string, way: "create" | "load" | "address" | "public"): Promise<HeldKey> {
  switch (way) {
    case "create":
      return createKey(talk, name);
    case "load":
      return loadKey(talk, name);
    case "address":
      return addressedKey(talk, name);
    case "public":
      return publicKey(talk, name);
  }
}

/** Has the person name or make the key with which the worker signs `roles`, until it signs. Resolves to its name among the held keys. */
export async function addOnlineKey(talk: Conversation, roles: readonly OnlineRole[]): Promise<string> {
  const { dialogue, draft } = talk;
  const name = freeName(draft, "online");
  for (let usual: "env" | "create" = "env"; ; usual = "create") {
    const way = await dialogue.choose(
      `Where will the worker find the key for ${roles.join(", ")}?`,
      [
        { value: "env", label: "In an environment variable", hint: "a CI secret; it must be set here too, now" },
        { value: "file", label: "In a file that exists" },
        { value: "create", label: "In a file to be created", hint: "encrypted; the worker needs the passphrase" },
        { value: "address", label: "In a key service", hint: "awskms:, gcpkms:, azurekms:, vault:" },
      ],
      usual,
    );
    try {
      const held = await onlineKey(talk, name, way);
      await keep(talk, name, held, (other) => {
        const offline = offlineRoles.find((role) => draft.holders[role].keys.includes(other));
        return offline && signingEventFaults.ROLE_KEY_SHARED({ offline, online: roles.join(", ") });
      });
      if (way === "create")
        dialogue.warn("The worker needs this passphrase too, as KAPRIEN_PASSPHRASE in its environment.");
      return name;
    } catch (error) {
      dialogue.refuse(error);
    }
  }
}

function onlineKey(talk: Conversation, name: string, way: "env" | "file" | "create" | "address"): Promise<HeldKey> {
  if (way === "create") return createKey(talk, name);
  return way === "address" ? addressedKey(talk, name) : useKey(talk, name, way);
}

/** Takes a key in unless `clash` objects to a held key of the same material, whatever its name or keyid (T60). */
async function keep(
  { dialogue, draft }: Conversation,
  name: string,
  held: HeldKey,
  clash: (other: string, online: OnlineRole | undefined) => Fault | undefined,
): Promise<void> {
  const { key } = held.signer;
  for (const [other, { signer }] of draft.held) {
    if (signer.key.material !== key.material) continue;
    const fault = clash(
      other,
      onlineRoles.find((role) => draft.holders[role].keys.includes(other)),
    );
    if (fault === undefined) continue;
    await held.signer[Symbol.asyncDispose]();
    dialogue.say(`It is the key ${other}, ${fingerprint(signer.key.keyid)}.`);
    throw fault;
  }
  draft.held.set(name, held);
  dialogue.say(`${name}: ${fingerprint(key.keyid)}, ${key.scheme}`);
}

async function createKey(talk: Conversation, name: string): Promise<HeldKey> {
  const { dialogue, ports } = talk;
  const path = await newPath(talk, name);
  for (;;) {
    let chosen = "";
    const asking: CeremonyPorts = {
      ...ports,
      passphrase: async () => {
        chosen = await dialogue.secret(`A new passphrase for ${path}`);
        return chosen;
      },
    };
    try {
      const held = await holdKey(asking, name, { kind: "create", scheme: "ed25519", path });
      if (await repeats(talk, chosen, held.signer)) return held;
      dialogue.warn("The two passphrases differ. Choose it again.");
    } catch (error) {
      if (!isFault(error, keysFaults.KEY_PASSPHRASE_WEAK)) throw error;
      dialogue.refuse(error);
    }
  }
}

/** Whether the person can type the passphrase a second time; otherwise the key is let go of. */
async function repeats({ dialogue }: Conversation, chosen: string, signer: Signer): Promise<boolean> {
  let same = false;
  try {
    same = (await dialogue.secret("The same passphrase again")) === chosen;
    return same;
  } finally {
    if (!same) await signer[Symbol.asyncDispose]();
  }
}

/** A place for a new key file, checked at once. */
async function newPath({ dialogue, draft, ports, keysDirectory }: Conversation, name: string): Promise<string> {
  const check = async (path: string): Promise<void> => {
    const taken = [...draft.held.values()].some(
      ({ created, source }) => created && source.kind === "create" && normalize(source.path) === normalize(path),
    );
    if (taken) throw keysFaults.KEY_FILE_EXISTS({ path });
    await ports.maker.check(path);
  };
  const usual = await freePath(join(keysDirectory, name), check);
  for (;;) {
    const path = await dialogue.text({ message: `The file for the key ${name}`, usual });
    try {
      await check(path);
      return path;
    } catch (error) {
      dialogue.refuse(error);
    }
  }
}

/** `root.key`, or `root-2.key` and so on when such a file exists. */
async function freePath(stem: string, check: (path: string) => Promise<void>): Promise<string> {
  for (let number = 2, path = `${stem}.key`; ; path = `${stem}-${number++}.key`) {
    try {
      await check(path);
      return path;
    } catch (error) {
      // Anything else is wrong with the directory, and is said when the person has chosen it.
      if (!isFault(error, keysFaults.KEY_FILE_EXISTS)) return path;
    }
  }
}

async function loadKey(talk: Conversation, name: string): Promise<HeldKey> {
  const path = await talk.dialogue.text({ message: "Its file" });
  return holdKey(opening(talk), name, { kind: "load", path });
}

async function addressedKey(talk: Conversation, name: string): Promise<HeldKey> {
  const uri = await talk.dialogue.text({
    message: "Its address",
    problem: (answer) => (keyUri.safeParse(answer).success ? undefined : "An address begins with its kind and a colon"),
  });
  return holdKey(opening(talk), name, { kind: "use", uri });
}

async function publicKey(talk: Conversation, name: string): Promise<HeldKey> {
  const path = await talk.dialogue.text({ message: "The file with its public half" });
  return holdKey(opening(talk), name, { kind: "public", path });
}

async function useKey(talk: Conversation, name: string, way: "env" | "file"): Promise<HeldKey> {
  const { dialogue } = talk;
  if (way === "file")
    return holdKey(opening(talk), name, { kind: "use", uri: `file:${await dialogue.text({ message: "Its file" })}` });
  const variable = await dialogue.text({
    message: "The variable's name",
    usual: "KAPRIEN_ONLINE_KEY",
    problem: (answer) =>
      /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(answer) ? undefined : "Letters, digits and _ make a name",
  });
  return holdKey(opening(talk), name, { kind: "use", uri: `env:${variable}` });
}

/** Ports that ask for the passphrase of a key that needs one, a few times. */
function opening({ dialogue, ports }: Conversation): CeremonyPorts {
  const open = async (uri: string): Promise<Signer> => {
    // Always with a passphrase, if an empty one: whoever opens keys must not start to ask on a keyboard that is held here.
    let passphrase = "";
    for (let attempt = 0; ; attempt++) {
      try {
        return await ports.open(uri, passphrase);
      } catch (error) {
        const locked =
          error instanceof Fault &&
          (isFault(error, keysFaults.SIGNER_PASSPHRASE_WRONG) || isFault(error, keysFaults.SIGNER_PASSPHRASE_NEEDED));
        if (!locked || attempt === attempts) throw error;
        if (attempt > 0) dialogue.refuse(error);
      }
      passphrase = await dialogue.secret(`The passphrase of ${uri}`);
    }
  };
  return { ...ports, open, passphrase: () => Promise.reject(new RangeError("no answer carries a passphrase here")) };
}

function nameProblem({ held }: Draft, name: string): string | undefined {
  if (held.has(name)) return "Another key has this name";
  return /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name) ? undefined : "Letters, digits and . _ @ - make a name";
}

function freeName({ held }: Draft, base: string): string {
  let name = base;
  for (let number = 2; held.has(name); number++) name = `${base}-${number}`;
  return name;
}
