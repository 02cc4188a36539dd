import { i as __require, t as __commonJSMin } from "./rolldown-runtime.js";
import { t as Fault } from "./fault.js";
import { a as parseConfig, f as configFaults, n as configFiles, t as buildConfig } from "./config.js";
import { t as workspaceFaults } from "./faults4.js";
import { basename, dirname, join } from "node:path";
import { lstat, readFile, realpath } from "node:fs/promises";

// node_modules/cosmiconfig/dist/loaders.js
var require_loaders = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = {};
}));

// node_modules/cosmiconfig/dist/defaults.js
var require_defaults = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.defaultLoadersSync = exports.defaultLoaders = exports.metaSearchPlaces = exports.globalConfigSearchPlacesSync = exports.globalConfigSearchPlaces = void 0;
	exports.getDefaultSearchPlaces = getDefaultSearchPlaces;
	exports.getDefaultSearchPlacesSync = getDefaultSearchPlacesSync;
	const loaders_1 = require_loaders();
	function getDefaultSearchPlaces(moduleName) {
		return [
			"package.json",
			`.${moduleName}rc`,
			`.${moduleName}rc.json`,
			`.${moduleName}rc.yaml`,
			`.${moduleName}rc.yml`,
			`.${moduleName}rc.js`,
			`.${moduleName}rc.ts`,
			`.${moduleName}rc.cjs`,
			`.${moduleName}rc.mjs`,
			`.config/${moduleName}rc`,
			`.config/${moduleName}rc.json`,
			`.config/${moduleName}rc.yaml`,
			`.config/${moduleName}rc.yml`,
			`.config/${moduleName}rc.js`,
			`.config/${moduleName}rc.ts`,
			`.config/${moduleName}rc.cjs`,
			`.config/${moduleName}rc.mjs`,
			`${moduleName}.config.js`,
			`${moduleName}.config.ts`,
			`${moduleName}.config.cjs`,
			`${moduleName}.config.mjs`
		];
	}
	function getDefaultSearchPlacesSync(moduleName) {
		return [
			"package.json",
			`.${moduleName}rc`,
			`.${moduleName}rc.json`,
			`.${moduleName}rc.yaml`,
			`.${moduleName}rc.yml`,
			`.${moduleName}rc.js`,
			`.${moduleName}rc.ts`,
			`.${moduleName}rc.cjs`,
			`.config/${moduleName}rc`,
			`.config/${moduleName}rc.json`,
			`.config/${moduleName}rc.yaml`,
			`.config/${moduleName}rc.yml`,
			`.config/${moduleName}rc.js`,
			`.config/${moduleName}rc.ts`,
			`.config/${moduleName}rc.cjs`,
			`${moduleName}.config.js`,
			`${moduleName}.config.ts`,
			`${moduleName}.config.cjs`
		];
	}
	exports.globalConfigSearchPlaces = [
		"config",
		"config.json",
		"config.yaml",
		"config.yml",
		"config.js",
		"config.ts",
		"config.cjs",
		"config.mjs"
	];
	exports.globalConfigSearchPlacesSync = [
		"config",
		"config.json",
		"config.yaml",
		"config.yml",
		"config.js",
		"config.ts",
		"config.cjs"
	];
	exports.metaSearchPlaces = [
		"package.json",
		"package.yaml",
		".config/config.json",
		".config/config.yaml",
		".config/config.yml",
		".config/config.js",
		".config/config.ts",
		".config/config.cjs",
		".config/config.mjs"
	];
	exports.defaultLoaders = Object.freeze({
		".mjs": loaders_1.loadJs,
		".cjs": loaders_1.loadJs,
		".js": loaders_1.loadJs,
		".ts": loaders_1.loadTs,
		".json": loaders_1.loadJson,
		".yaml": loaders_1.loadYaml,
		".yml": loaders_1.loadYaml,
		noExt: loaders_1.loadYaml
	});
	exports.defaultLoadersSync = Object.freeze({
		".cjs": loaders_1.loadJsSync,
		".js": loaders_1.loadJsSync,
		".ts": loaders_1.loadTsSync,
		".json": loaders_1.loadJson,
		".yaml": loaders_1.loadYaml,
		".yml": loaders_1.loadYaml,
		noExt: loaders_1.loadYaml
	});
}));

// node_modules/env-paths/index.js
var require_env_paths = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const path = __require("path");
	const os = __require("os");
	const homedir = os.homedir();
	const tmpdir = os.tmpdir();
	const { env } = process;
	const macos = (name) => {
		const library = path.join(homedir, "Library");
		return {
			data: path.join(library, "Application Support", name),
			config: path.join(library, "Preferences", name),
			cache: path.join(library, "Caches", name),
			log: path.join(library, "Logs", name),
			temp: path.join(tmpdir, name)
		};
	};
	const windows = (name) => {
		const appData = env.APPDATA || path.join(homedir, "AppData", "Roaming");
		const localAppData = env.LOCALAPPDATA || path.join(homedir, "AppData", "Local");
		return {
			data: path.join(localAppData, name, "Data"),
			config: path.join(appData, name, "Config"),
			cache: path.join(localAppData, name, "Cache"),
			log: path.join(localAppData, name, "Log"),
			temp: path.join(tmpdir, name)
		};
	};
	const linux = (name) => {
		const username = path.basename(homedir);
		return {
			data: path.join(env.XDG_DATA_HOME || path.join(homedir, ".local", "share"), name),
			config: path.join(env.XDG_CONFIG_HOME || path.join(homedir, ".config"), name),
			cache: path.join(env.XDG_CACHE_HOME || path.join(homedir, ".cache"), name),
			log: path.join(env.XDG_STATE_HOME || path.join(homedir, ".local", "state"), name),
			temp: path.join(tmpdir, username, name)
		};
	};
	const envPaths = (name, options) => {
		if (typeof name !== "string") throw new TypeError(`Expected string, got ${typeof name}`);
		options = Object.assign({ suffix: "nodejs" }, options);
		if (options.suffix) name += `-${options.suffix}`;
		if (process.platform === "darwin") return macos(name);
		if (process.platform === "win32") return windows(name);
		return linux(name);
	};
	module.exports = envPaths;
	module.exports.default = envPaths;
}));

// node_modules/cosmiconfig/dist/util.js
var require_util = /* @__PURE__ */ __commonJSMin(((exports, module, this$3) => {
	var __createBinding = this$3 && this$3.__createBinding || (Object.create ? (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		var desc = Object.getOwnPropertyDescriptor(m, k);
		if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) desc = {
			enumerable: true,
			get: function() {
				return m[k];
			}
		};
		Object.defineProperty(o, k2, desc);
	}) : (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		o[k2] = m[k];
	}));
	var __setModuleDefault = this$3 && this$3.__setModuleDefault || (Object.create ? (function(o, v) {
		Object.defineProperty(o, "default", {
			enumerable: true,
			value: v
		});
	}) : function(o, v) {
		o["default"] = v;
	});
	var __importStar = this$3 && this$3.__importStar || (function() {
		var ownKeys = function(o) {
			ownKeys = Object.getOwnPropertyNames || function(o) {
				var ar = [];
				for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
				return ar;
			};
			return ownKeys(o);
		};
		return function(mod) {
			if (mod && mod.__esModule) return mod;
			var result = {};
			if (mod != null) {
				for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
			}
			__setModuleDefault(result, mod);
			return result;
		};
	})();
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.emplace = emplace;
	exports.getPropertyByPath = getPropertyByPath;
	exports.removeUndefinedValuesFromObject = removeUndefinedValuesFromObject;
	exports.isDirectory = isDirectory;
	exports.isDirectorySync = isDirectorySync;
	const fs_1 = __importStar(__require("fs"));
	function emplace(map, key, fn) {
		const cached = map.get(key);
		if (cached !== void 0) return cached;
		const result = fn();
		map.set(key, result);
		return result;
	}
	function getPropertyByPath(source, path) {
		if (typeof path === "string" && Object.prototype.hasOwnProperty.call(source, path)) return source[path];
		return (typeof path === "string" ? path.split(".") : path).reduce((previous, key) => {
			if (previous === void 0) return previous;
			return previous[key];
		}, source);
	}
	function removeUndefinedValuesFromObject(options) {
		return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== void 0));
	}
	/* istanbul ignore next -- @preserve */
	async function isDirectory(path) {
		try {
			return (await fs_1.promises.stat(path)).isDirectory();
		} catch (e) {
			if (e.code === "ENOENT") return false;
			throw e;
		}
	}
	/* istanbul ignore next -- @preserve */
	function isDirectorySync(path) {
		try {
			return fs_1.default.statSync(path).isDirectory();
		} catch (e) {
			if (e.code === "ENOENT") return false;
			throw e;
		}
	}
}));

// node_modules/cosmiconfig/dist/ExplorerBase.js
var require_ExplorerBase = /* @__PURE__ */ __commonJSMin(((exports, module, this$2) => {
	var __importDefault = this$2 && this$2.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.ExplorerBase = void 0;
	exports.getExtensionDescription = getExtensionDescription;
	const env_paths_1 = __importDefault(require_env_paths());
	const os_1 = __importDefault(__require("os"));
	const path_1 = __importDefault(__require("path"));
	const util_js_1 = require_util();
	var ExplorerBase = class {
		#loadingMetaConfig = false;
		config;
		loadCache;
		searchCache;
		constructor(options) {
			this.config = options;
			if (options.cache) {
				this.loadCache = /* @__PURE__ */ new Map();
				this.searchCache = /* @__PURE__ */ new Map();
			}
			this.#validateConfig();
		}
		set loadingMetaConfig(value) {
			this.#loadingMetaConfig = value;
		}
		#validateConfig() {
			const config = this.config;
			for (const place of config.searchPlaces) {
				const extension = path_1.default.extname(place);
				const loader = this.config.loaders[extension || "noExt"] ?? this.config.loaders["default"];
				if (loader === void 0) throw new Error(`Missing loader for ${getExtensionDescription(place)}.`);
				if (typeof loader !== "function") throw new Error(`Loader for ${getExtensionDescription(place)} is not a function: Received ${typeof loader}.`);
			}
		}
		clearLoadCache() {
			if (this.loadCache) this.loadCache.clear();
		}
		clearSearchCache() {
			if (this.searchCache) this.searchCache.clear();
		}
		clearCaches() {
			this.clearLoadCache();
			this.clearSearchCache();
		}
		toCosmiconfigResult(filepath, config) {
			if (config === null) return null;
			if (config === void 0) return {
				filepath,
				config: void 0,
				isEmpty: true
			};
			if (this.config.applyPackagePropertyPathToConfiguration || this.#loadingMetaConfig) {
				const packageProp = this.config.packageProp ?? this.config.moduleName;
				config = (0, util_js_1.getPropertyByPath)(config, packageProp);
			}
			if (config === void 0) return {
				filepath,
				config: void 0,
				isEmpty: true
			};
			return {
				config,
				filepath
			};
		}
		validateImports(containingFilePath, imports, importStack) {
			const fileDirectory = path_1.default.dirname(containingFilePath);
			for (const importPath of imports) {
				if (typeof importPath !== "string") throw new Error(`${containingFilePath}: Key $import must contain a string or a list of strings`);
				const fullPath = path_1.default.resolve(fileDirectory, importPath);
				if (fullPath === containingFilePath) throw new Error(`Self-import detected in ${containingFilePath}`);
				const idx = importStack.indexOf(fullPath);
				if (idx !== -1) throw new Error(`Circular import detected:
${[...importStack, fullPath].map((path, i) => `${i + 1}. ${path}`).join("\n")} (same as ${idx + 1}.)`);
			}
		}
		getSearchPlacesForDir(dir, globalConfigPlaces) {
			return (dir.isGlobalConfig ? globalConfigPlaces : this.config.searchPlaces).map((place) => path_1.default.join(dir.path, place));
		}
		getGlobalConfigDir() {
			return (0, env_paths_1.default)(this.config.moduleName, { suffix: "" }).config;
		}
		*getGlobalDirs(startDir) {
			const stopDir = path_1.default.resolve(this.config.stopDir ?? os_1.default.homedir());
			yield {
				path: startDir,
				isGlobalConfig: false
			};
			let currentDir = startDir;
			while (currentDir !== stopDir) {
				const parentDir = path_1.default.dirname(currentDir);
				/* istanbul ignore if -- @preserve */
				if (parentDir === currentDir) break;
				yield {
					path: parentDir,
					isGlobalConfig: false
				};
				currentDir = parentDir;
			}
			yield {
				path: this.getGlobalConfigDir(),
				isGlobalConfig: true
			};
		}
	};
	exports.ExplorerBase = ExplorerBase;
	function getExtensionDescription(extension) {
		/* istanbul ignore next -- @preserve */
		return extension ? `extension "${extension}"` : "files without extensions";
	}
}));

// node_modules/cosmiconfig/dist/merge.js
var require_merge = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.hasOwn = void 0;
	exports.mergeAll = mergeAll;
	exports.hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);
	const objToString = Function.prototype.call.bind(Object.prototype.toString);
	function isPlainObject(obj) {
		return objToString(obj) === "[object Object]";
	}
	function merge(target, source, options) {
		for (const key of Object.keys(source)) {
			/* istanbul ignore next -- @preserve */
			if (key === "__proto__" || key === "constructor") continue;
			const newValue = source[key];
			if ((0, exports.hasOwn)(target, key)) {
				if (Array.isArray(target[key]) && Array.isArray(newValue)) {
					if (options.mergeArrays) {
						target[key].push(...newValue);
						continue;
					}
				} else if (isPlainObject(target[key]) && isPlainObject(newValue)) {
					target[key] = merge(target[key], newValue, options);
					continue;
				}
			}
			target[key] = newValue;
		}
		return target;
	}
	function mergeAll(objects, options) {
		return objects.reduce((target, source) => merge(target, source, options), {});
	}
}));

// node_modules/cosmiconfig/dist/Explorer.js
var require_Explorer = /* @__PURE__ */ __commonJSMin(((exports, module, this$1) => {
	var __importDefault = this$1 && this$1.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.Explorer = void 0;
	const promises_1 = __importDefault(__require("fs/promises"));
	const path_1 = __importDefault(__require("path"));
	const defaults_1 = require_defaults();
	const ExplorerBase_js_1 = require_ExplorerBase();
	const merge_1 = require_merge();
	const util_js_1 = require_util();
	var Explorer = class extends ExplorerBase_js_1.ExplorerBase {
		async load(filepath) {
			filepath = path_1.default.resolve(filepath);
			const load = async () => {
				return await this.config.transform(await this.#readConfiguration(filepath));
			};
			if (this.loadCache) return await (0, util_js_1.emplace)(this.loadCache, filepath, load);
			return await load();
		}
		async search(from = "") {
			if (this.config.metaConfigFilePath) {
				this.loadingMetaConfig = true;
				const config = await this.load(this.config.metaConfigFilePath);
				this.loadingMetaConfig = false;
				if (config && !config.isEmpty) return config;
			}
			from = path_1.default.resolve(from);
			const dirs = this.#getDirs(from);
			const firstDirIter = await dirs.next();
			/* istanbul ignore if -- @preserve */
			if (firstDirIter.done) throw new Error(`Could not find any folders to iterate through (start from ${from})`);
			let currentDir = firstDirIter.value;
			const search = async () => {
				/* istanbul ignore if -- @preserve */
				if (await (0, util_js_1.isDirectory)(currentDir.path)) for (const filepath of this.getSearchPlacesForDir(currentDir, defaults_1.globalConfigSearchPlaces)) try {
					const result = await this.#readConfiguration(filepath);
					if (result !== null && !(result.isEmpty && this.config.ignoreEmptySearchPlaces)) return await this.config.transform(result);
				} catch (error) {
					if (error.code === "ENOENT" || error.code === "EISDIR" || error.code === "ENOTDIR" || error.code === "EACCES") continue;
					throw error;
				}
				const nextDirIter = await dirs.next();
				if (!nextDirIter.done) {
					currentDir = nextDirIter.value;
					if (this.searchCache) return await (0, util_js_1.emplace)(this.searchCache, currentDir.path, search);
					return await search();
				}
				return await this.config.transform(null);
			};
			if (this.searchCache) return await (0, util_js_1.emplace)(this.searchCache, from, search);
			return await search();
		}
		async #readConfiguration(filepath, importStack = []) {
			const contents = await promises_1.default.readFile(filepath, { encoding: "utf-8" });
			return this.toCosmiconfigResult(filepath, await this.#loadConfigFileWithImports(filepath, contents, importStack));
		}
		async #loadConfigFileWithImports(filepath, contents, importStack) {
			const loadedContent = await this.#loadConfiguration(filepath, contents);
			if (!loadedContent || !(0, merge_1.hasOwn)(loadedContent, "$import")) return loadedContent;
			const fileDirectory = path_1.default.dirname(filepath);
			const { $import: imports, ...ownContent } = loadedContent;
			const importPaths = Array.isArray(imports) ? imports : [imports];
			const newImportStack = [...importStack, filepath];
			this.validateImports(filepath, importPaths, newImportStack);
			const importedConfigs = await Promise.all(importPaths.map(async (importPath) => {
				const fullPath = path_1.default.resolve(fileDirectory, importPath);
				return (await this.#readConfiguration(fullPath, newImportStack))?.config;
			}));
			return (0, merge_1.mergeAll)([...importedConfigs, ownContent], { mergeArrays: this.config.mergeImportArrays });
		}
		async #loadConfiguration(filepath, contents) {
			if (contents.trim() === "") return;
			const extension = path_1.default.extname(filepath);
			const loader = this.config.loaders[extension || "noExt"] ?? this.config.loaders["default"];
			if (!loader) throw new Error(`No loader specified for ${(0, ExplorerBase_js_1.getExtensionDescription)(extension)}`);
			try {
				const loadedContents = await loader(filepath, contents);
				if (path_1.default.basename(filepath, extension) !== "package") return loadedContents;
				return (0, util_js_1.getPropertyByPath)(loadedContents, this.config.packageProp ?? this.config.moduleName) ?? null;
			} catch (error) {
				error.filepath = filepath;
				throw error;
			}
		}
		async #fileExists(path) {
			try {
				await promises_1.default.stat(path);
				return true;
			} catch (e) {
				return false;
			}
		}
		async *#getDirs(startDir) {
			switch (this.config.searchStrategy) {
				case "none":
					yield {
						path: startDir,
						isGlobalConfig: false
					};
					return;
				case "project": {
					let currentDir = startDir;
					while (true) {
						yield {
							path: currentDir,
							isGlobalConfig: false
						};
						let foundPackageFile = false;
						for (const ext of ["json", "yaml"]) {
							const packageFile = path_1.default.join(currentDir, `package.${ext}`);
							if (await this.#fileExists(packageFile)) {
								foundPackageFile = true;
								break;
							}
						}
						if (foundPackageFile) return;
						const parentDir = path_1.default.dirname(currentDir);
						/* istanbul ignore if -- @preserve */
						if (parentDir === currentDir) return;
						currentDir = parentDir;
					}
				}
				case "global": yield* this.getGlobalDirs(startDir);
			}
		}
	};
	exports.Explorer = Explorer;
}));

// src/cli/search-config.ts
var import_Explorer = require_Explorer();
const packageFile = "package.json";
const property = "kaprien";
const places = [...configFiles, packageFile];
const load = (file, content) => basename(file) === packageFile ? inPackage(file, content) : parseConfig(content, file);
const explorer = new import_Explorer.Explorer({
	moduleName: property,
	packageProp: property,
	searchPlaces: places,
	searchStrategy: "none",
	loaders: {
		".yml": load,
		".yaml": load,
		".json": load
	},
	metaConfigFilePath: null,
	ignoreEmptySearchPlaces: true,
	mergeImportArrays: false,
	mergeSearchPlaces: false,
	cache: false,
	transform: (result) => result
});
async function searchConfig(cwd, named) {
	if (named !== void 0) {
		const content = await readFile(named, "utf8").catch((cause) => {
			throw workspaceFaults.FILE_NOT_FOUND({ file: named }, { cause });
		});
		return parseConfig(content, named);
	}
	for (const directory of await searched(cwd)) for (const place of places) {
		if (!await isThere(directory, place)) continue;
		const found = await explorer.load(join(directory, place));
		if (found !== null && found.isEmpty !== true) return found.config;
	}
}
function inPackage(file, content) {
	try {
		const data = JSON.parse(content);
		if (typeof data !== "object" || data === null || !Object.hasOwn(data, property)) return {};
		return { [property]: buildConfig(data[property], file) };
	} catch (cause) {
		if (cause instanceof Fault) throw cause;
		throw configFaults.CONFIG_INVALID({
			file,
			where: "the file",
			reason: "it is not JSON"
		}, { cause });
	}
}
async function searched(cwd) {
	const start = await realpath(cwd).catch(() => cwd);
	const directories = [];
	for (let directory = start;; directory = dirname(directory)) {
		directories.push(directory);
		if (await entry(join(directory, ".git")) !== void 0) return directories;
		if (directory === dirname(directory)) return [start];
	}
}
async function isThere(directory, place) {
	const file = join(directory, place);
	const found = await entry(file);
	if (found === void 0 || found.isDirectory()) return false;
	const parent = dirname(file) === directory ? void 0 : await entry(dirname(file));
	if (!found.isFile() || parent?.isSymbolicLink() === true) throw workspaceFaults.FILE_NOT_PLAIN({ file });
	return true;
}
async function entry(path) {
	return lstat(path).catch(() => void 0);
}

export { searchConfig };