import { isAbsolute } from "node:path";

// package.json
var version = "0.2.0";

// src/compose/environment.ts
const homes = [
	"HOME",
	"USERPROFILE",
	"XDG_DATA_HOME",
	"XDG_CONFIG_HOME",
	"APPDATA",
	"LOCALAPPDATA"
];
function guardEnvironment(environment) {
	for (const name of homes) if (!isAbsolute(environment[name] ?? "/")) delete environment[name];
	environment["NoDefaultCurrentDirectoryInExePath"] = "1";
}

export { version as n, guardEnvironment as t };