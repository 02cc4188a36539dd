import { contentFault } from "./content-fault.ts";
import type { FaultData } from "./fault.ts";

/** Something a person should know about proposed content: a value, not an exception. Errors refuse; warnings do not. */
export interface Finding {
  /** Stable; listed in src/errors.ts with its title, meaning and fix. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** Path in the repository. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** Fills the blanks of the code's text. */
  readonly data: FaultData;
}

export function isRefusal(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** What a commit holds that cannot be read, as a finding on its file; other faults are thrown on. */
export function findingOf(error: unknown, file: string): Finding {
  const { code, data } = contentFault(error);
  const named = typeof data["file"] === "string" ? data["file"] : file;
  const line = typeof data["line"] === "number" ? { line: data["line"] } : {};
  return { code, severity: "error", file: named, ...line, data };
}
