import { plain, type Style } from "../../base/text.ts";
import { type CeremonyPorts, type CeremonyResult, concludeCeremony } from "../../setup/ceremony.ts";
import type { Ceremony } from "../../setup/prepared-ceremony.ts";
import { requireFirst, settingsIn } from "../../setup/settings.ts";
import { type Conversation, emptyDraft } from "./answers.ts";
import { acceptingDefaults, Cancelled, type Dialogue, openDialogue, yesOrNo } from "./dialogue.ts";
import { holdKeyboard } from "./keyboard.ts";
import { askBins, askPaths, askTargetsUrl } from "./releases.ts";
import { review } from "./review.ts";
import { askExpiries, askOffline, askOnline, askRoot } from "./roles.ts";

export interface InteractiveContext {
  /** `open` is always given a passphrase, the empty one for a key that may need none, and must not ask anybody itself. */
  readonly ports: Omit<CeremonyPorts, "passphrase">;
  /** Where new key files go unless the person says otherwise. */
  readonly keysDirectory: string;
  /** Terminals, both; the questions go to `output`. */
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Stops before signing. */
  readonly dryRun: boolean;
  /** Takes usual answers without asking; never for the passphrases and the signing itself. */
  readonly acceptDefaults: boolean;
  readonly style?: Style;
}

/**
 * The ceremony as a dialogue. Everything that can be wrong is said at its question and asked again. When the person
 * stopped, or `dryRun` did, nothing was written. Faults `CEREMONY_DONE` before the first question, and as
 * {@link concludeCeremony}.
 */
export async function interactiveCeremony(
  context: InteractiveContext,
): Promise<CeremonyResult | "cancelled" | "dry run"> {
  const { ports, keysDirectory } = context;
  const { names } = await settingsIn(ports.workspace);
  await requireFirst(ports.workspace, names);
  const keyboard = holdKeyboard(context.input);
  const asking = openDialogue(keyboard.input, context.output, context.style ?? plain);
  const dialogue = context.acceptDefaults ? acceptingDefaults(asking) : asking;
  const talk: Conversation = { dialogue, draft: emptyDraft(), ports, keysDirectory };
  try {
    return await hold(talk, asking, context.dryRun);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    dialogue.warn("Stopped. Nothing was written.");
    return "cancelled";
  } finally {
    keyboard.release();
    for (const { signer } of talk.draft.held.values()) await signer[Symbol.asyncDispose]();
  }
}

async function hold(talk: Conversation, asking: Dialogue, dryRun: boolean): Promise<CeremonyResult | "dry run"> {
  const { dialogue } = talk;
  dialogue.note(
    "This creates the root of trust of your repository: who may sign what, with which keys, for how long.\n" +
      "Enter accepts what is proposed, Ctrl-C stops, and nothing is written before you agree at the end.",
    "Ceremony",
  );
  await askRoot(talk);
  await askOffline(talk, "targets");
  await askOffline(talk, "bin");
  await askOnline(talk);
  await askExpiries(talk);
  await askPaths(talk);
  await askBins(talk);
  await askTargetsUrl(talk);
  const ports: CeremonyPorts = {
    ...talk.ports,
    passphrase: () => Promise.reject(new RangeError("every key is held already")),
  };
  const ceremony = await review(talk, ports);
  if (dryRun) {
    dialogue.warn("Dry run: nothing was signed or written.");
    return "dry run";
  }
  if ((await yesOrNo(asking, "Sign exactly this now?", "no")) === "no") throw new Cancelled();
  const result = await concludeCeremony(ports, ceremony);
  dialogue.say(["Written:", ...keyFiles(ceremony), ...result.files].join("\n  "));
  return result;
}

function keyFiles({ spec }: Ceremony): readonly string[] {
  return [...spec.keys.values()].flatMap((source) => (source.kind === "create" ? [source.path] : []));
}
