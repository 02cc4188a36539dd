import type { Fault } from "../base/fault.ts";
import { faultText } from "../base/fault-text.ts";
import { composeFaults } from "../compose/faults.ts";
import { passphraseVariable } from "../compose/secrets.ts";
import { cliFaults } from "./faults.ts";
import type { Session } from "./session.ts";

/** Asks for the passphrase of a key that is being made. */
export interface NewPassphrase {
  /** `refused` says why the last one would not do. Rejects with it, or `FLAG_MISSING`, when there is nobody to ask, and `INTERRUPTED`. */
  ask(refused: Fault | undefined): Promise<string>;
  /** Gives the terminal back. */
  close(): void;
}

/** From the environment, else from a person, who types it twice. */
export async function newPassphrase(session: Session, file: string): Promise<NewPassphrase> {
  const variable = passphraseVariable(`file:${file}`);
  const known = session.take(variable) || session.take("KAPRIEN_PASSPHRASE") || undefined;
  if (known !== undefined || !session.interactive) {
    return {
      async ask(refused) {
        if (refused !== undefined) throw refused;
        if (known !== undefined) return known;
        const flag = `a terminal, or ${variable} or KAPRIEN_PASSPHRASE in the environment`;
        throw composeFaults.FLAG_MISSING({ what: "A passphrase for the new key", flag });
      },
      close: () => undefined,
    };
  }
  const [{ holdKeyboard }, { Cancelled, openDialogue }] = await Promise.all([
    import("./ceremony/keyboard.ts"),
    import("./ceremony/dialogue.ts"),
  ]);
  const keyboard = holdKeyboard(session.stdin);
  const dialogue = openDialogue(keyboard.input, session.stderr, session.terminal.style);
  return {
    async ask(refused) {
      if (refused !== undefined) dialogue.warn(faultText(refused, session.terminal.style));
      try {
        for (;;) {
          const chosen = await dialogue.secret(`A new passphrase for ${file}`);
          if ((await dialogue.secret("The same passphrase again")) === chosen) return chosen;
          dialogue.warn("The two passphrases differ. Choose it again.");
        }
      } catch (error) {
        throw error instanceof Cancelled ? cliFaults.INTERRUPTED() : error;
      }
    },
    close: () => keyboard.release(),
  };
}
