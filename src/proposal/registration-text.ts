import { code, quiet } from "../base/markdown.ts";
import { plural, size } from "../base/text.ts";

export interface RegistrationView {
  /** `<product>/<release>`. */
  readonly release: string;
  /** Release files. */
  readonly files: readonly string[];
  readonly targets: number;
  readonly bytes: number;
  readonly source?: { readonly repository?: string; readonly commit?: string; readonly workflow?: string };
}

/** The text of a pull request that registers a release. */
export function registrationBody({ release, files, targets, bytes, source = {} }: RegistrationView): string {
  const built = [
    ...(source.repository === undefined ? [] : [`from ${code(source.repository)}`]),
    ...(source.commit === undefined ? [] : [`at ${code(source.commit)}`]),
    ...(source.workflow === undefined ? [] : [`by ${code(source.workflow)}`]),
  ];
  const origin = built.length === 0 ? "" : ` Built ${built.join(" ")}.`;
  return [
    `Releases **${quiet(release)}**: ${plural(targets, "target")}, ${size(bytes)}.${origin}`,
    files.map((file) => `- ${code(file)}`).join("\n"),
    "Merging this is the decision to release: the worker then signs these files by length and digest, and publishes. Not merging it, or reverting it later, keeps or takes them out.",
    "Kaprien keeps this pull request up to date while the release is registered again; its comment says what merging does.",
  ].join("\n\n");
}
