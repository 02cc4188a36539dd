import { foldPath } from "../../release/target-path.ts";
import { targetsOfPeople } from "../../repository/verify-state.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** T14. */
export const collision: Rule = {
  of: policyFaults.TARGET_PATH_COLLISION,
  title: "No two target paths are one file",
  why: "Where case or composed forms are not told apart, or a name would be both a file and a directory, one target hides another.",
  *check(context) {
    const added = [...proposed(context)];
    if (added.length === 0) return;
    const files = new Map<string, string[]>();
    const directories = new Map<string, string>();
    const others = [...targetsOfPeople(context.trust)].map(({ path }) => path);
    for (const path of [...context.paths(), ...others]) {
      const folded = foldPath(path);
      const same = files.get(folded);
      if (same === undefined) files.set(folded, [path]);
      else same.push(path);
      for (const parent of parents(folded)) if (!directories.has(parent)) directories.set(parent, path);
    }
    for (const change of added) {
      const folded = foldPath(change.path);
      const twin = files.get(folded)?.find((other) => other !== change.path);
      const inside = directories.get(folded);
      const above = parents(folded).find((parent) => files.has(parent));
      const other = twin ?? inside ?? (above && files.get(above)?.[0]);
      if (other === undefined) continue;
      const reason = twin === undefined ? "one is a directory of the other" : "they differ only in case or form";
      yield atTarget(policyFaults.TARGET_PATH_COLLISION, context, change.by, { other, reason });
    }
  },
};

function parents(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join("/"));
}
