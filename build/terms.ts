// The terms of a bundled package: its licence, and every text that must be passed on with its code.
import parseExpression from "spdx-expression-parse";
import standardTexts from "spdx-license-list/full.js";
import { type Bundled, byCodeUnit, type PackageJson } from "./bundled.ts";
import { legalComments, legalFiles, readmeSection } from "./legal-texts.ts";

/** A text to pass on word for word, under a heading that says where it comes from. */
export interface Notice {
  readonly heading: string;
  readonly text: string;
}

export interface Terms {
  /** The SPDX expression in package.json. */
  readonly declared: string;
  /** SPDX expressions that bundled source files state for themselves, and that `declared` does not cover; sorted. */
  readonly stated: readonly string[];
  readonly notices: readonly Notice[];
}

/** A bundled package with its terms. */
export interface Part extends Bundled {
  readonly terms: Terms;
}

/** The licence tag of a source file; a line may go on after the expression. */
const tag = /SPDX-License-Identifier:[ \t]*([\w.+()-]+(?:[ \t]+(?:AND|OR|WITH)[ \t]+[\w.+()-]+)*)/g;

/** The licences that an SPDX expression of a package names, each with its exception. Throws if the expression is not valid. */
function licensesIn(expression: string, { name, version }: PackageJson): string[] {
  const visit = (node: parseExpression.Info): string[] => {
    if ("conjunction" in node) return [...visit(node.left), ...visit(node.right)];
    return [node.exception === undefined ? node.license : `${node.license} WITH ${node.exception}`];
  };
  try {
    return visit(parseExpression(expression));
  } catch (cause) {
    const what = `The bundle contains ${name} ${version}, which gives ${JSON.stringify(expression)} as its licence`;
    throw new Error(`${what}: that is no SPDX expression.`, { cause });
  }
}

/** The SPDX expression in package.json; empty if there is none. */
function declaredBy({ license, licenses }: PackageJson): string {
  const declared = typeof license === "object" ? license.type : license;
  return declared ?? (licenses ?? []).map(({ type }) => type).join(" OR ");
}

/**
 * Supplies the text of a licence that the package may not ship itself. `reason` says why, as the end of a sentence. It adds no copyright
 * line: only the package can make that claim.
 */
function standardText(license: string, reason: string, { name, version, author }: PackageJson): Notice {
  const text = standardTexts[license]?.licenseText;
  if (text === undefined)
    throw new Error(
      `The bundle contains ${name} ${version}, but neither the package nor SPDX's list has the text of ${license}.`,
    );
  const person = typeof author === "object" ? author.name : author;
  const heading =
    `The text of ${license} in the SPDX License List, added because ${reason}.\n` +
    "Placeholders such as <year> are left as they are. " +
    (person === undefined || person === ""
      ? "package.json names no author"
      : `The author in package.json is ${person}`);
  return { heading, text: text.replace(/\r\n?/g, "\n").trim() };
}

/** Reads the terms of one package. Throws an Error if the package declares no SPDX licence, or if a licence has no text. */
export function termsOf({ manifest, directory, modules }: Bundled): Terms {
  const declared = declaredBy(manifest);
  const files = legalFiles(directory, modules.keys());
  const comments = [...new Set([...modules].flatMap(([path, source]) => legalComments(path, source)))];

  const ofPackage = licensesIn(declared, manifest);
  const stated = comments
    .flatMap((text) => [...text.matchAll(tag)].map(([, expression = ""]) => expression))
    .filter((expression) => licensesIn(expression, manifest).some((license) => !ofPackage.includes(license)));

  const hasLicense = files.some(({ covers }) => covers);
  const section = hasLicense ? undefined : readmeSection(directory);
  // Where a package names several licences, its file may have the text of only one.
  const covered = hasLicense && ofPackage.length === 1 ? ofPackage : [];
  const reasonFor = (license: string): string => {
    if (!hasLicense) return "the package ships no licence file";
    return ofPackage.includes(license) ? "the package names more than one licence" : "source files name it";
  };
  const missing = new Set(
    [...ofPackage, ...stated.flatMap((expression) => licensesIn(expression, manifest))].filter(
      (license) => !covered.includes(license),
    ),
  );

  return {
    declared,
    stated: [...new Set(stated)].sort(byCodeUnit),
    notices: [
      ...files.map(({ path, text }) => ({ heading: path, text })),
      ...(section === undefined ? [] : [{ heading: "README", text: section }]),
      ...(comments.length === 0 ? [] : [{ heading: "Comments in the source files", text: comments.join("\n\n") }]),
      ...[...missing].sort(byCodeUnit).map((license) => standardText(license, reasonFor(license), manifest)),
    ],
  };
}
