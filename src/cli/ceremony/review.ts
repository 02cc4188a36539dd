import { findingText } from "../../base/fault-text.ts";
import { type CeremonyPorts, prepareCeremony } from "../../setup/ceremony.ts";
import type { Ceremony } from "../../setup/prepared-ceremony.ts";
import { digestsText, roleText } from "../../setup/text.ts";
import { type CeremonyRole, onlineRoles } from "../../signing-event/first-trust.ts";
import { allRoles, type Conversation, dropUnused, specOf } from "./answers.ts";
import { type Option, yesOrNo } from "./dialogue.ts";
import { askBins, askPaths } from "./releases.ts";
import { askExpiry, chooseHolders, chooseOnline } from "./roles.ts";

/** Shows each role until the person agrees, then what will be signed. */
export async function review(talk: Conversation, ports: CeremonyPorts): Promise<Ceremony> {
  const { dialogue, draft } = talk;
  const prepared = (): Promise<Ceremony> => prepareCeremony(ports, specOf(draft), draft.held);
  let ceremony = await prepared();
  for (const role of allRoles) {
    for (;;) {
      dialogue.note(roleText(ceremony, role), role);
      if ((await yesOrNo(dialogue, `Is ${role} correct?`, "yes")) === "yes") break;
      await correct(talk, role);
      await dropUnused(draft);
      ceremony = await prepared();
    }
  }
  dialogue.say(digestsText(ceremony, dialogue.style));
  for (const finding of ceremony.findings) dialogue.warn(findingText(finding, dialogue.style));
  return ceremony;
}

type Part = "keys" | "expiry" | "paths" | "bins" | "nothing";

async function correct(talk: Conversation, role: CeremonyRole): Promise<void> {
  const options: Option<Part>[] = [
    { value: "keys", label: "The keys" },
    { value: "expiry", label: "The expiry" },
    ...(role === "targets" ? [{ value: "paths", label: "The paths" } as const] : []),
    ...(role === "bin" ? [{ value: "bins", label: "The bins" } as const] : []),
    { value: "nothing", label: "Nothing" },
  ];
  const part = await talk.dialogue.choose("What should be different?", options);
  switch (part) {
    case "keys":
      return isOnline(role) ? chooseOnline(talk, [role]) : chooseHolders(talk, role);
    case "expiry":
      return askExpiry(talk, role);
    case "paths":
      return askPaths(talk);
    case "bins":
      return askBins(talk);
    case "nothing":
      return;
  }
}

function isOnline(role: CeremonyRole): role is (typeof onlineRoles)[number] {
  return onlineRoles.some((online) => online === role);
}
