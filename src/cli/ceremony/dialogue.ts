import type { Readable, Writable } from "node:stream";
import * as clack from "@clack/prompts";
import { Fault } from "../../base/fault.ts";
import { faultText } from "../../base/fault-text.ts";
import type { Style } from "../../base/text.ts";

/** The person pressed Ctrl-C. Never leaves the ceremony. */
export class Cancelled extends Error {}

export interface Option<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

export interface TextQuestion {
  readonly message: string;
  /** What Enter alone means. Without one, something must be typed. */
  readonly usual?: string;
  /** Why an answer will not do; undefined when it will. */
  readonly problem?: (answer: string) => string | undefined;
}

/** Questions and remarks. Every question throws {@link Cancelled} when the person would rather stop. */
export interface Dialogue {
  readonly style: Style;
  say(text: string): void;
  warn(text: string): void;
  /** Shows why something cannot be: a fault with its way out. Anything but a fault is thrown on. */
  refuse(error: unknown): void;
  note(text: string, title: string): void;
  text(question: TextQuestion): Promise<string>;
  /** A passphrase: never shown. */
  secret(message: string): Promise<string>;
  /** One of several; Enter alone takes the first unless `usual` says otherwise. */
  choose<T extends string | number>(message: string, options: readonly Option<T>[], usual?: T): Promise<T>;
  /** At least one of several. */
  pick(message: string, options: readonly Option<string>[], usual: readonly string[]): Promise<readonly string[]>;
}

export function openDialogue(input: Readable, output: Writable, style: Style): Dialogue {
  const streams = { input, output };
  return {
    style,
    say: (text) => clack.log.message(text, { output }),
    warn: (text) => clack.log.warn(text, { output }),
    refuse(error) {
      if (!(error instanceof Fault)) throw error;
      clack.log.error(faultText(error, style), { output });
    },
    note: (text, title) => clack.note(text, title, { output }),
    async text({ message, usual, problem }) {
      const validate = (typed: string | undefined): string | undefined => {
        const answer = typed?.trim() || usual;
        return answer === undefined ? "An answer is needed" : problem?.(answer);
      };
      const shown = usual === undefined ? {} : { placeholder: usual, defaultValue: usual };
      const answer = answered(await clack.text({ ...streams, ...shown, message, validate }));
      return answer.trim() || (usual ?? "");
    },
    async secret(message) {
      const validate = (typed: string | undefined): string | undefined =>
        typed ? undefined : "A passphrase is needed";
      return answered(await clack.password({ ...streams, message, validate, clearOnError: true }));
    },
    async choose(message, options, usual) {
      const initial = usual === undefined ? {} : { initialValue: usual };
      const settings = { ...streams, ...initial, message, options: [...options], showInstructions: false };
      return answered(await clack.select(settings as clack.SelectOptions<(typeof options)[number]["value"]>));
    },
    async pick(message, options, usual) {
      return answered(
        await clack.multiselect<string>({
          ...streams,
          message,
          options: [...options],
          initialValues: usual,
          required: true,
        }),
      );
    },
  };
}

/** For `--yes`: questions that have a usual answer are not asked, once each; one that comes again, because its answer would not do, is. */
export function acceptingDefaults(dialogue: Dialogue): Dialogue {
  const accepted = new Set<string>();
  const first = (message: string): boolean => !accepted.has(message) && accepted.add(message).size > 0;
  return {
    ...dialogue,
    async text(question) {
      const { message, usual, problem } = question;
      if (usual === undefined || problem?.(usual) !== undefined || !first(message)) return dialogue.text(question);
      dialogue.say(`${message} ${usual}`);
      return usual;
    },
    async choose(message, options, usual) {
      const answer = options.find(({ value }) => value === usual) ?? options[0];
      if (answer === undefined || !first(message)) return dialogue.choose(message, options, usual);
      dialogue.say(`${message} ${answer.label}`);
      return answer.value;
    },
    async pick(message, options, usual) {
      if (usual.length === 0 || !first(message)) return dialogue.pick(message, options, usual);
      dialogue.say(`${message} ${usual.join(", ")}`);
      return usual;
    },
  };
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (clack.isCancel(answer)) throw new Cancelled();
  return answer as Exclude<T, symbol>;
}

/** A question with two answers. Not one that a single letter answers: the Enter after it would answer the next question too. */
export function yesOrNo(dialogue: Dialogue, message: string, usual: "yes" | "no"): Promise<"yes" | "no"> {
  const options = [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
  ] as const;
  return dialogue.choose(message, usual === "yes" ? options : [...options].reverse(), usual);
}

/** A whole number within bounds; `why` says what is wrong with one beyond `most`. */
export async function wholeNumber(
  dialogue: Dialogue,
  question: { message: string; usual: number; least: number; most: number; why?: string },
): Promise<number> {
  const { message, usual, least, most, why } = question;
  const problem = (answer: string): string | undefined => {
    if (/^\d{1,9}$/.test(answer) && Number(answer) >= least && Number(answer) <= most) return undefined;
    const reason = why !== undefined && Number(answer) > most ? `${why}; a` : "A";
    return `${reason} whole number from ${least} to ${most} is needed`;
  };
  return Number(await dialogue.text({ message, usual: String(usual), problem }));
}
