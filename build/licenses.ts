// A rolldown plugin: it adds licenses.txt and sbom.cdx.json to the bundle, and refuses packages and licences that are not listed.
import { join } from "node:path";
import type { Plugin } from "rolldown";
import { z } from "zod";
import { type PackageJson, readBundle, readJson } from "./bundled.ts";
import { sbom } from "./sbom.ts";
import { type Part, termsOf } from "./terms.ts";

/** The list that people edit: SPDX expression to the names of the packages that may be bundled under it. */
const Allowed = z.record(z.string(), z.array(z.string()));

/** Compares the list with the bundle, both ways. Each line of the result says what differs and what to do. */
function differences(list: string, allowed: z.infer<typeof Allowed>, parts: Iterable<Part>): string[] {
  const lines: string[] = [];
  const used = new Set<string>();
  for (const { manifest, terms } of parts) {
    const { name, version } = manifest;
    for (const license of [terms.declared, ...terms.stated]) {
      used.add(JSON.stringify([license, name]));
      if (allowed[license]?.includes(name) === true) continue;
      const what =
        license === terms.declared
          ? `${name} ${version} is bundled under ${license}`
          : `${name} ${version} contains source files under ${license}`;
      lines.push(`${what}. Read the licence. If we may ship it, add "${name}" under "${license}" in ${list}.`);
    }
  }
  for (const [license, names] of Object.entries(allowed))
    for (const name of names)
      if (!used.has(JSON.stringify([license, name])))
        lines.push(
          `${list} lists ${name} under ${license}, but the bundle contains no such code. Remove "${name}" there.`,
        );
  return lines;
}

const double = "=".repeat(80);
const single = "-".repeat(80);

/** Writes every package's terms. Packages with the same texts share them. */
function licensesText(project: PackageJson, parts: Iterable<Part>): string {
  const blocks = new Map<string, string[]>();
  for (const { manifest, terms } of parts) {
    const { name, version } = manifest;
    const texts = terms.notices.map(({ heading, text }) => `${single}\n${heading}:\n\n${text}\n`).join("\n");
    const licenses = [terms.declared, ...terms.stated.map((license) => `${license} in part`)].join("; ");
    blocks.set(texts, [...(blocks.get(texts) ?? []), `${name} ${version}: ${licenses}`]);
  }
  const head = [
    `The files in this folder contain code of the packages below, each under its own licence.`,
    `The code of ${project.name} itself is under ${project.license}: see LICENSE.`,
    `The build writes this file, and the same list for programs: sbom.cdx.json.`,
  ];
  return [
    `${head.join("\n")}\n`,
    ...[...blocks].map(([texts, names]) => `${double}\n${names.join("\n")}\n${texts}`),
  ].join("\n");
}

/**
 * Makes the plugin. `root` is the directory of package.json and node_modules. `list` is the path below it of the list of allowed
 * packages, a JSON object from SPDX expression to package names.
 *
 * The build fails when a bundled package or its licence is not listed, when a listed one is not bundled, and when a licence has no text.
 */
export function licenses({ root, list }: { readonly root: string; readonly list: string }): Plugin {
  return {
    name: "licenses",
    generateBundle(_, output) {
      const bundle = readBundle(this, output, root);
      const parts = new Map(
        [...bundle.packages].map(([key, bundled]) => [key, { ...bundled, terms: termsOf(bundled) }]),
      );
      const allowed = Allowed.parse(readJson(join(root, list)));
      const different = differences(list, allowed, parts.values());
      if (different.length > 0) this.error(different.join("\n"));

      const project = readJson<PackageJson & { license: string }>(join(root, "package.json"));
      this.emitFile({ type: "asset", fileName: "licenses.txt", source: licensesText(project, parts.values()) });
      this.emitFile({ type: "asset", fileName: "sbom.cdx.json", source: sbom(project, bundle.imports, parts) });
    },
  };
}
