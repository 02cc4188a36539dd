import { type AnyCode, contentFault, type DataOf, Fault, type FaultData } from "./fault.ts";

/** How bad a finding is, and where in the repository it is: a path, and a line that counts from 1. */
export interface FindingPlace {
  readonly severity: "error" | "warning";
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * Something a person should know about proposed content: a value, not an exception. Errors refuse; warnings do not. Its JSON is
 * `{code, severity, file, line, data}`.
 */
export class Finding {
  readonly code: string;
  readonly severity: "error" | "warning";
  /** Path in the repository. */
  declare readonly file?: string;
  /** 1-based. */
  declare readonly line?: number;
  declare readonly data: FaultData;
  readonly #of: AnyCode;

  constructor(of: AnyCode, data: FaultData, { severity, file, line }: FindingPlace) {
    this.#of = of;
    this.code = of.code;
    this.severity = severity;
    if (file !== undefined) this.file = file;
    if (line !== undefined) this.line = line;
    this.data = data;
  }

  get of(): AnyCode {
    return this.#of;
  }
}

/** A finding of a code, with the same data that a fault of it needs. */
export function finding<C extends AnyCode>(of: C, data: DataOf<C["entry"]>, place: FindingPlace): Finding {
  return new Finding(of, data, place);
}

/** An error about a file, which its text may name as `{file}`. */
export function fileError<C extends AnyCode>(
  of: C,
  file: string,
  data: DataOf<C["entry"], "file">,
  line?: number,
): Finding {
  return new Finding(of, { file, ...data }, { severity: "error", file, line });
}

/** A fault, or a finding, as a finding at `place`, with its data or with `data` instead. */
export function asFinding(
  problem: Pick<Fault, "of" | "data">,
  place: FindingPlace,
  data: FaultData = problem.data,
): Finding {
  return new Finding(problem.of, data, place);
}

/** What a commit holds that cannot be read, as a finding on its file; faults that are not of content are thrown on. */
export function findingOf(error: unknown, file: string): Finding {
  const fault = contentFault(error);
  const { file: named, line } = fault.data;
  return asFinding(fault, {
    severity: "error",
    file: typeof named === "string" ? named : file,
    line: typeof line === "number" ? line : undefined,
  });
}

/** The first finding that refuses; undefined when none does. */
export function firstError(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ severity }) => severity === "error");
}

/** The fault that findings amount to for a caller that cannot go on with them: that of their first error; undefined without one. */
export function refusal(findings: readonly Finding[]): Fault | undefined {
  const first = firstError(findings);
  return first && new Fault(first.of, first.data);
}
