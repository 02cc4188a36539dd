// Finds the packages that the bundle contains, in the bundler's own module graph.
import { readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { OutputBundle, PluginContext } from "rolldown";

/** The fields of a package.json that the build reads. `licenses` and the object forms are npm's older spellings. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
  readonly author?: string | { readonly name?: string };
}

/** A version of a package, with at least one module in the chunks. */
export interface Bundled {
  readonly manifest: PackageJson;
  /** Absolute path of the installed package. */
  readonly directory: string;
  /** `integrity` in package-lock.json: the Subresource Integrity string of the package's archive, if the lock file has one. */
  readonly integrity: string | undefined;
  /** The source text of its modules in the chunks, by path inside the package (with slashes). */
  readonly modules: ReadonlyMap<string, string>;
  /** The bundled packages that it imports, as `name@version`; sorted. */
  readonly imports: readonly string[];
}

export interface Bundle {
  /** By `name@version`; sorted. Two installed copies of one version are one package. */
  readonly packages: ReadonlyMap<string, Bundled>;
  /** The bundled packages that the project itself imports, as `name@version`; sorted. */
  readonly imports: readonly string[];
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

/** What the module graph says about one place in package-lock.json, such as `node_modules/a/node_modules/b`. */
interface Place {
  /** The source text of its modules in the chunks, by path; undefined if the chunks contain none. */
  modules?: Map<string, string>;
  /** The places that its modules import, bundled or not. */
  readonly imports: Set<string>;
}

/** The place of the project itself. */
const project = "";

/** Sorts the same on every machine; `localeCompare` does not. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** The id of a module that the bundler itself adds: `\0rolldown/runtime.js`, `\0@scope+name@1.2.3/file.js`. */
const added = /^\0((?:@[^/+@]+\+)?[^/+@]+)(?:@[^/]+)?\//;

/** Finds the place of a module, and its path inside the package. The path is undefined if the bundler added the module. */
function locate(root: string, id: string): { readonly place: string; readonly path: string | undefined } {
  const name = added.exec(id)?.[1];
  if (name !== undefined) return { place: `node_modules/${name.replace("+", "/")}`, path: undefined };
  const path = relative(root, id.split("?")[0] ?? "").replaceAll("\\", "/");
  if (id.startsWith("\0") || path.startsWith("../") || isAbsolute(path))
    throw new Error(`The bundle contains ${JSON.stringify(id)}, which is not in this project or its node_modules.`);
  const place = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? project;
  return { place, path: place === project ? path : path.slice(place.length + 1) };
}

function readGraph(context: PluginContext, output: OutputBundle, root: string): Map<string, Place> {
  const places = new Map<string, Place>([[project, { imports: new Set() }]]);
  const at = (name: string): Place => {
    const place = places.get(name) ?? { imports: new Set() };
    places.set(name, place);
    return place;
  };

  for (const file of Object.values(output)) {
    for (const id of file.type === "chunk" ? Object.keys(file.modules) : []) {
      const { place, path } = locate(root, id);
      const its = at(place);
      its.modules ??= new Map();
      // The graph does not say which modules need one that the bundler added.
      if (path === undefined) at(project).imports.add(place);
      else its.modules.set(path, context.getModuleInfo(id)?.code ?? "");
    }
  }

  // A module that only re-exports others leaves no code in a chunk, and still it links two packages: so read all loaded modules.
  for (const id of context.getModuleIds()) {
    if (!isAbsolute(id)) continue;
    const info = context.getModuleInfo(id);
    const { imports } = at(locate(root, id).place);
    for (const target of [...(info?.importedIds ?? []), ...(info?.dynamicallyImportedIds ?? [])])
      if (isAbsolute(target) || added.test(target)) imports.add(locate(root, target).place);
  }
  return places;
}

/** Lists the bundled places that one imports, directly or through places that left no code in the bundle. */
function bundledImports(from: string, places: ReadonlyMap<string, Place>): string[] {
  const found: string[] = [];
  const seen = new Set([from, project]);
  const visit = (name: string): void => {
    for (const target of places.get(name)?.imports ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      if (places.get(target)?.modules === undefined) visit(target);
      else found.push(target);
    }
  };
  visit(from);
  return found;
}

function installed(root: string, lock: Lock, place: string): Omit<Bundled, "modules" | "imports"> {
  const locked = lock.packages[place];
  if (locked === undefined)
    throw new Error(`The bundle contains code of ${place}, which is not in package-lock.json: install it with npm.`);
  const directory = join(root, place);
  const manifest = readJson<PackageJson>(join(directory, "package.json"));
  if (manifest.version !== locked.version)
    throw new Error(`${place} is version ${manifest.version}; package-lock.json says ${locked.version}: run npm ci.`);
  return { manifest, directory, integrity: locked.integrity };
}

/**
 * Reads a finished bundle. `directory` is that of package.json, package-lock.json and node_modules.
 *
 * Throws an Error when a module cannot be traced to an installed, locked package.
 */
export function readBundle(context: PluginContext, output: OutputBundle, directory: string): Bundle {
  const root = realpathSync(directory);
  const lock = readJson<Lock>(join(root, "package-lock.json"));
  const places = readGraph(context, output, root);

  const bundled = [...places].filter(([place, { modules }]) => place !== project && modules !== undefined);
  const found = new Map(bundled.map(([place]) => [place, installed(root, lock, place)]));
  const keyOf = (place: string): string => `${found.get(place)?.manifest.name}@${found.get(place)?.manifest.version}`;
  const importsOf = (place: string): string[] => bundledImports(place, places).map(keyOf);

  const packages = new Map<string, Bundled>();
  for (const [place, its] of [...found].sort(([a], [b]) => byCodeUnit(a, b))) {
    const copy = packages.get(keyOf(place));
    const modules = [...(copy?.modules ?? []), ...(places.get(place)?.modules ?? [])];
    const imports = new Set([...(copy?.imports ?? []), ...importsOf(place)]);
    packages.set(keyOf(place), {
      ...(copy ?? its),
      modules: new Map(modules.sort(([a], [b]) => byCodeUnit(a, b))),
      imports: [...imports].sort(byCodeUnit),
    });
  }
  return {
    packages: new Map([...packages].sort(([a], [b]) => byCodeUnit(a, b))),
    imports: [...new Set(importsOf(project))].sort(byCodeUnit),
  };
}
