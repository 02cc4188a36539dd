import { plural } from "../../base/text.ts";
import { defaultLifetimes } from "../../config/settings.ts";
import { type CeremonyRole, offlineRoles, onlineRoles } from "../../signing-event/first-trust.ts";
import { allRoles, type Conversation, type Holders, keysOfRoles } from "./answers.ts";
import { wholeNumber, yesOrNo } from "./dialogue.ts";
import { addOfflineKey, addOnlineKey } from "./keys.ts";

const mostKeys = 20;
const longestLife = 3650;
// No name of a key.
const another = "+";

/** Who holds the root. */
export async function askRoot(talk: Conversation): Promise<void> {
  const { dialogue, draft } = talk;
  const count = await wholeNumber(dialogue, {
    message: "How many keys hold the root? One for each person who signs for it",
    usual: 1,
    least: 1,
    most: mostKeys,
  });
  const keys: string[] = [];
  for (let number = 1; number <= count; number++) {
    if (count > 1) dialogue.say(`Key ${number} of ${count}`);
    keys.push(await addOfflineKey(talk, "root", count === 1 ? "root" : `root-${number}`));
  }
  if (count > 1) {
    draft.holders.root = {
      keys,
      threshold: await askThreshold(talk, "root", keys.length, usualThreshold(keys.length)),
    };
    return;
  }
  dialogue.warn(
    "Root has one key. Whoever takes it can replace everything, and when it is lost nobody can ever renew or repair this\n" +
      "repository: every client would have to be given a new root by hand. A backup key, kept elsewhere, guards against the loss.",
  );
  if ((await yesOrNo(dialogue, "Add a backup key? Either key can then sign", "yes")) === "yes") {
    dialogue.say("Move its file to another place when the ceremony is over.");
    keys.push(await addOfflineKey(talk, "root", "root-backup"));
  }
  draft.holders.root = { keys, threshold: 1 };
}

/** Who signs `targets` or `bin`: the holders of the role above it, or others. */
export async function askOffline(talk: Conversation, role: "targets" | "bin"): Promise<void> {
  const { dialogue, draft } = talk;
  const above = role === "targets" ? "root" : "targets";
  const usual = draft.holders[above];
  const answer = await dialogue.choose(`Who signs ${role}?`, [
    { value: "same", label: `The same as ${above}`, hint: `${usual.keys.join(", ")}; ${usual.threshold} must sign` },
    { value: "others", label: "Others" },
  ]);
  draft.holders[role] = usual;
  if (answer === "others") await chooseHolders(talk, role);
}

/** Has the person choose a role's keys among those at hand, or add some, and their threshold. */
export async function chooseHolders(talk: Conversation, role: (typeof offlineRoles)[number]): Promise<void> {
  const { dialogue, draft } = talk;
  const { keys: before, threshold }: Holders = draft.holders[role];
  const options = keysOfRoles(draft, offlineRoles).map((name) => ({ value: name, label: name }));
  const picked = await dialogue.pick(
    `Which keys sign ${role}? Space selects, Enter ends`,
    [...options, { value: another, label: "Another key" }],
    before,
  );
  const keys = picked.filter((name) => name !== another);
  for (
    let more = picked.includes(another) ? "yes" : "no";
    more === "yes";
    more = await yesOrNo(dialogue, "One more key?", "no")
  ) {
    keys.push(await addOfflineKey(talk, role, role));
  }
  draft.holders[role] = {
    keys,
    threshold: await askThreshold(talk, role, keys.length, Math.min(threshold, keys.length)),
  };
}

/** The keys were compared when they came, so their number is the number of different ones (T60). */
async function askThreshold(
  { dialogue }: Conversation,
  role: CeremonyRole,
  keys: number,
  usual: number,
): Promise<number> {
  if (keys === 1) return 1;
  const message = `How many of the ${keys} keys must sign ${role}?`;
  return wholeNumber(dialogue, { message, usual, least: 1, most: keys, why: `There are only ${keys} different keys` });
}

/** More than half, and one to spare. */
function usualThreshold(keys: number): number {
  return Math.max(1, Math.min(keys - 1, Math.floor(keys / 2) + 1));
}

/** The key with which the worker signs. */
export async function askOnline(talk: Conversation): Promise<void> {
  const { dialogue } = talk;
  dialogue.say(
    `The worker signs ${onlineRoles.join(", ")} by itself, with a key of its own. It signs something now, as it will later.\n` +
      "A new one for a CI secret: openssl genpkey -algorithm ed25519",
  );
  await chooseOnline(talk, onlineRoles);
}

/** Gives `roles` an online key. */
export async function chooseOnline(talk: Conversation, roles: readonly (typeof onlineRoles)[number][]): Promise<void> {
  const name = await addOnlineKey(talk, roles);
  for (const role of roles) talk.draft.holders[role] = { keys: [name], threshold: 1 };
}

/** How long signatures are good for. */
export async function askExpiries(talk: Conversation): Promise<void> {
  const { dialogue } = talk;
  const usual = allRoles.map((role) => `${role} ${plural(defaultLifetimes[role].expires, "day")}`).join(", ");
  dialogue.say(`Signatures expire, so that clients notice when they are kept from new ones. Usual: ${usual}.`);
  if ((await yesOrNo(dialogue, "Use the usual expiry?", "yes")) === "yes") return;
  for (const role of allRoles) await askExpiry(talk, role);
}

export async function askExpiry({ dialogue, draft }: Conversation, role: CeremonyRole): Promise<void> {
  const message = `For how many days is a signature of ${role} good?`;
  draft.expires[role] = await wholeNumber(dialogue, {
    message,
    usual: draft.expires[role],
    least: 1,
    most: longestLife,
  });
}
