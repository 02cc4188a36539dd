import { sizingText } from "../../setup/text.ts";
import { everyPath, suggestBins } from "../../signing-event/first-trust.ts";
import { patternProblem } from "../../tuf/pattern.ts";
import type { Conversation } from "./answers.ts";

const usualTargets = 10_000;
const usualBins = [128, 256, 512, 1024];
const mostBins = 16_384;

/** Which paths may be released. */
export async function askPaths({ dialogue, draft }: Conversation): Promise<void> {
  for (;;) {
    const answer = await dialogue.choose("Which paths may be released?", [
      { value: "any", label: "Any path", hint: `up to ${everyPath.length} segments` },
      { value: "some", label: "Only paths that match patterns" },
      { value: "example", label: "Show an example" },
    ]);
    if (answer === "any") draft.paths = everyPath;
    if (answer === "some") draft.paths = await askPatterns({ dialogue });
    if (answer !== "example") return;
    dialogue.note(
      "app/*/*       app/1.4.0/app.tar.gz, not app/1.4.0/linux/app.tar.gz\nmodels/*.bin  models/small.bin\n*             any file without a directory\n\n* stands for any text without /, ? for one character.",
      "Path patterns",
    );
  }
}

async function askPatterns({ dialogue }: Pick<Conversation, "dialogue">): Promise<readonly string[]> {
  const patterns: string[] = [];
  for (;;) {
    // A pattern cannot be a lone dot, so that one can end the list.
    const ending = patterns.length === 0 ? {} : { usual: "." };
    const message = patterns.length === 0 ? "A pattern, such as app/*/*" : "Another pattern; Enter alone ends the list";
    const problem = (answer: string): string | undefined =>
      answer === "." && patterns.length > 0 ? undefined : patternProblem(answer);
    const pattern = await dialogue.text({ message, problem, ...ending });
    if (pattern === ".") return patterns;
    if (!patterns.includes(pattern)) patterns.push(pattern);
  }
}

/** How many bins, and in which form. */
export async function askBins({ dialogue, draft }: Conversation): Promise<void> {
  const answer = await dialogue.text({
    message: "How many targets do you expect in the coming years? A guess will do",
    usual: String(usualTargets),
    problem: (given) => (/^[1-9]\d{0,8}$/.test(given) ? undefined : "A whole number is needed"),
  });
  const targets = Number(answer);
  const suggested = suggestBins(targets);
  dialogue.say(sizingText(targets, usualBins, dialogue.style));
  const chosen = await dialogue.choose(
    "How many bins?",
    [
      ...usualBins.map((bins) => ({ value: bins, label: `${bins}${bins === suggested ? ", recommended" : ""}` })),
      { value: 0, label: "Another number" },
    ],
    suggested,
  );
  draft.bins =
    chosen === 0
      ? Number(await dialogue.text({ message: `A power of two from 2 to ${mostBins}`, problem: binsProblem }))
      : chosen;
  dialogue.say(
    "Clients find a bin in one of two ways, and each client knows one or both:\n" +
      "  succinct (TAP 15)  tuf-js, python-tuf, go-tuf 2\n" +
      "  hash prefixes      tuf-js, python-tuf, tough",
  );
  draft.style = await dialogue.choose("Which way?", [
    { value: "succinct", label: "Succinct" },
    { value: "prefixes", label: "Hash prefixes" },
  ]);
}

function binsProblem(answer: string): string | undefined {
  const bins = /^\d{1,5}$/.test(answer) ? Number(answer) : 0;
  return bins >= 2 && bins <= mostBins && Number.isInteger(Math.log2(bins))
    ? undefined
    : "That is not a power of two in these bounds";
}

/** Where the bytes of the targets are. */
export async function askTargetsUrl({ dialogue, draft }: Conversation): Promise<void> {
  const url = await dialogue.text({
    message: "The URL below which clients find the files themselves, if they are not published with the metadata",
    usual: "none",
    problem: (answer) =>
      answer === "none" || isWebUrl(answer) ? undefined : "A URL that starts with https:// or http:// is needed",
  });
  draft.targetsUrl = url === "none" ? undefined : url;
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
