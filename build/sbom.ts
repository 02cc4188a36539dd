// The software bill of materials, in CycloneDX 1.6. It has no time and no serial number, so that the same source gives the same bytes.
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import parseExpression from "spdx-expression-parse";
import type { PackageJson } from "./bundled.ts";
import type { Part } from "./terms.ts";

const licenseFactory = new Contrib.License.Factories.LicenseFactory(parseExpression);

function license(declared: string, stated: readonly string[] = []): Models.License {
  const parts = [declared, ...stated].map((part) => (part.includes(" OR ") ? `(${part})` : part));
  const model = licenseFactory.makeFromString(stated.length === 0 ? declared : parts.join(" AND "));
  const { Concluded, Declared } = Enums.LicenseAcknowledgement;
  model.acknowledgement = stated.length === 0 ? Declared : Concluded;
  return model;
}

/** The SHA-512 of the package's archive. The lock file has it in base64, CycloneDX in hexadecimal. */
function hashes(integrity: string | undefined): Models.HashDictionary {
  const sha512 = /(?:^| )sha512-(\S+)/.exec(integrity ?? "")?.[1];
  const hash: [Models.Hash] | [] =
    sha512 === undefined ? [] : [[Enums.HashAlgorithm["SHA-512"], Buffer.from(sha512, "base64").toString("hex")]];
  return new Models.HashDictionary(hash);
}

function component(key: string, { manifest, integrity, terms }: Part): Models.Component {
  const [, group, name = manifest.name] = /^(@[^/]+)\/(.+)$/.exec(manifest.name) ?? [];
  const purl = new PackageURL("npm", group, name, manifest.version, undefined, undefined).toString();
  return new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: key,
    group,
    version: manifest.version,
    hashes: hashes(integrity),
    licenses: new Models.LicenseRepository([license(terms.declared, terms.stated)]),
    purl,
  });
}

/**
 * Writes the SBOM of `project`, which imports `imports`, and contains `packages`. Both name a package as `name@version`.
 *
 * The lists stay in the order given: the library would sort them by the rules of the machine's language.
 */
export function sbom(
  project: PackageJson & { readonly license: string },
  imports: readonly string[],
  packages: ReadonlyMap<string, Part>,
): string {
  const components = new Map([...packages].map(([key, part]) => [key, component(key, part)]));
  const link = (from: Models.Component, keys: readonly string[]): void => {
    for (const key of keys) {
      const target = components.get(key);
      if (target !== undefined) from.dependencies.add(target.bomRef);
    }
  };
  const self = new Models.Component(Enums.ComponentType.Application, project.name, {
    bomRef: `${project.name}@${project.version}`,
    version: project.version,
    licenses: new Models.LicenseRepository([license(project.license)]),
  });
  link(self, imports);
  for (const [key, from] of components) link(from, packages.get(key)?.imports ?? []);

  const bom = new Models.Bom({
    metadata: new Models.Metadata({
      lifecycles: new Models.LifecycleRepository([Enums.LifecyclePhase.Build]),
      component: self,
    }),
    components: new Models.ComponentRepository(components.values()),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { space: 2 })}\n`;
}
