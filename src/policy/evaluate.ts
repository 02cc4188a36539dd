import type { Finding } from "../base/finding.ts";
import type { Case, Rule } from "./rule.ts";
import { allow } from "./rules/allow.ts";
import { collision } from "./rules/collision.ts";
import { custom } from "./rules/custom.ts";
import { delegated } from "./rules/delegated.ts";
import { immutable } from "./rules/immutable.ts";
import { pathGrammar } from "./rules/path-grammar.ts";
import { pathLength } from "./rules/path-length.ts";
import { quota } from "./rules/quota.ts";
import { replaces } from "./rules/replaces.ts";
import { shadowed } from "./rules/shadowed.ts";

/** Every rule, in the order a report shows them. */
export const rules: readonly Rule[] = [
  pathGrammar,
  pathLength,
  custom,
  collision,
  delegated,
  shadowed,
  immutable,
  replaces,
  allow,
  quota,
];

/** What the rules say about a case. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  /** Codes of rules that found nothing. */
  readonly passed: readonly string[];
}

/** May it? All rules run, so that one report names everything. */
export function evaluate(context: Case): Evaluation {
  const results = rules.map((rule) => ({ rule, findings: [...rule.check(context)] }));
  return {
    findings: results.flatMap(({ findings }) => findings),
    passed: results.filter(({ findings }) => findings.length === 0).map(({ rule }) => rule.of.code),
  };
}
