import { baseFaults } from "../base/faults.ts";
import { globalOptions, type Operation, operations } from "../interface/operations.ts";

/** A script that completes operations and their flags; made from the table of operations. Faults `USAGE` for a shell it does not know. */
export function completionScript(shell: string): string {
  if (shell === "bash") return bash();
  if (shell === "zsh") return `autoload -U +X bashcompinit && bashcompinit\n${bash()}`;
  if (shell === "fish") return fish();
  throw baseFaults.USAGE({
    reason: `there is completion for bash, zsh and fish; not for "${shell}"`,
    command: "completion",
  });
}

function flagsOf(operation: Operation): readonly string[] {
  return [...(operation.options ?? []), ...globalOptions].map(({ name }) => `--${name}`);
}

function bash(): string {
  const names = operations.map(({ name }) => name).join(" ");
  const cases = operations.map((operation) => `    ${operation.name}) words="${flagsOf(operation).join(" ")}" ;;`);
  return [
    "_kaprien() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
    '  local current="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${names}" -- "$current"))`,
    "    return",
    "  fi",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    '  case "$current" in',
    '    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;',
    '    *) COMPREPLY=($(compgen -f -- "$current")) ;;',
    "  esac",
    "}",
    "complete -o filenames -F _kaprien kaprien",
  ].join("\n");
}

function fish(): string {
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return operations
    .flatMap(({ name, summary, options }) => [
      `complete -c kaprien -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
      ...[...(options ?? []), ...globalOptions].map(
        (option) =>
          `complete -c kaprien -n '__fish_seen_subcommand_from ${name}' -l ${option.name} -d ${quote(option.summary)}`,
      ),
    ])
    .join("\n");
}
