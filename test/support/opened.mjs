// Loaded before a program, with --expose-internals. Writes to the file that OPENED_LOG names, when the program ends: every path that it
// asked Node's bindings for, every program that it started, every library that it loaded. The bindings are below node:fs and below the
// module loader, so no way to a file goes around this. The program does not notice.
import fs from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const { internalBinding } = createRequire(import.meta.url)("internal/test/binding");
const log = process.env.OPENED_LOG;
delete process.env.OPENED_LOG;
const cwd = process.cwd();
const seen = new Set();

/** Calls that may take a path as their second argument too. */
const two = new Set(["rename", "link", "copyFile", "internalModuleStat"]);

function note(what, given) {
  const text = Buffer.isBuffer(given) ? given.toString() : given;
  if (typeof text !== "string") return;
  seen.add(`${what} ${text.startsWith("file:") ? fileURLToPath(text) : resolve(cwd, text)}`);
}

function watched(binding, path) {
  for (const [name, original] of Object.entries(binding)) {
    if (typeof original !== "function" || /^[A-Z]/.test(name) || !path(name)) continue;
    binding[name] = function (...given) {
      note(name, given[0]);
      if (two.has(name)) note(name, given[1]);
      return Reflect.apply(original, this, given);
    };
  }
}

const optional = (name) => {
  try {
    return internalBinding(name);
  } catch {
    return {};
  }
};
watched(internalBinding("fs"), () => true);
watched(internalBinding("fs_dir"), () => true);
// Node 20 has no such binding.
watched(optional("modules"), (name) => /package/i.test(name));

const { dlopen } = process;
process.dlopen = (module, file, ...more) => {
  note("dlopen", file);
  return dlopen.call(process, module, file, ...more);
};
for (const binding of [internalBinding("process_wrap").Process.prototype, internalBinding("spawn_sync")]) {
  const { spawn } = binding;
  binding.spawn = function (...given) {
    // Later versions of Node give one by one what these have in an object.
    const { file, args } = typeof given[0] === "object" ? given[0] : { file: given[0], args: given[1] };
    seen.add(`spawn ${file} ${(args ?? []).join(" ")}`);
    return Reflect.apply(spawn, this, given);
  };
}

process.on("exit", () => {
  const variable = "NoDefaultCurrentDirectoryInExePath";
  const lines = [...seen, `variable ${variable}=${process.env[variable] ?? ""}`];
  fs.appendFileSync(log, lines.map((line) => `${line}\n`).join(""));
});
