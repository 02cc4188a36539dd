import { parseReleaseFile } from "../../release/release-file.ts";
import { matchesPattern } from "../../tuf/pattern.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** Which product may name which paths. */
export const allow: Rule = {
  of: policyFaults.TARGET_NOT_ALLOWED,
  title: "Products keep to their paths",
  why: "Whoever may release one product must not be able to release another by naming its paths.",
  *check(context) {
    if (context.policy.allow.length === 0) return;
    for (const change of proposed(context)) {
      const product = parseReleaseFile(change.by.release.file)?.product ?? "";
      const paths = context.policy.allow.filter((entry) => entry.product === product).flatMap((entry) => entry.paths);
      if (paths.some((glob) => matchesGlob(glob, change.path))) continue;
      yield atTarget(policyFaults.TARGET_NOT_ALLOWED, context, change.by, {
        product,
        allowed: paths.length === 0 ? "nothing" : paths.join(", "),
      });
    }
  },
};

/** A delegation pattern, or one that ends in a `**` segment for everything below. */
function matchesGlob(glob: string, path: string): boolean {
  if (glob === "**") return true;
  if (!glob.endsWith("/**")) return matchesPattern(glob, path);
  const head = glob.slice(0, -3);
  const depth = head.split("/").length;
  const segments = path.split("/");
  return segments.length > depth && matchesPattern(head, segments.slice(0, depth).join("/"));
}
