import { fileError } from "../../base/finding.ts";
import { linesOf } from "../../tuf/json.ts";
import { policyFaults } from "../faults.ts";
import type { Rule } from "../rule.ts";

/** T25. */
export const replaces: Rule = {
  of: policyFaults.REPLACES_UNKNOWN,
  title: "Replaced release files exist",
  why: "A name that matches nothing is a typing mistake, or waits for a file that somebody may add later.",
  *check(context) {
    for (const release of context.touched) {
      const file = `${context.names.targets}/${release.file}`;
      if (release.replaces.length === 0) continue;
      const lines = linesOf(release.bytes, ["replaces", "*"]);
      const declared = new Set(context.before.get(release.file)?.replaces);
      for (const [index, name] of release.replaces.entries()) {
        // What the file said before was judged then; the file it named may be gone since.
        const known = context.before.has(name) || context.after.has(name) || declared.has(name);
        if (known && name !== release.file) continue;
        const reason = known ? "a release file cannot replace itself" : `there is no ${context.names.targets}/${name}`;
        yield fileError(policyFaults.REPLACES_UNKNOWN, file, { name, reason }, lines[index] ?? 1);
      }
    }
  },
};
