// tuf-js as its users run it: its own fetcher, the system's clock, a cache on disk. Protocol: ../README.md.
import { access, copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { Updater } from "tuf-js";

async function update([metadata, targets, trusted, cache, downloads, ...paths]) {
  await mkdir(cache, { recursive: true });
  const root = join(cache, "root.json");
  await access(root).catch(() => copyFile(trusted, root));
  const updater = new Updater({
    metadataDir: cache,
    metadataBaseUrl: metadata,
    targetDir: downloads,
    targetBaseUrl: targets,
    config: { fetchRetry: 0 },
  });
  await updater.refresh();
  const found = {};
  for (const [index, path] of paths.entries()) {
    const info = await updater.getTargetInfo(path);
    const file = join(downloads, String(index));
    found[path] = info === undefined ? null : await updater.downloadTarget(info, file);
  }
  return found;
}

async function match() {
  // Not exported: the class is reached through the module that the client itself uses it from.
  const require = createRequire(createRequire(import.meta.url).resolve("tuf-js"));
  const models = require.resolve("@tufjs/models");
  const { DelegatedRole } = require(join(models, "../role.js"));
  const pairs = JSON.parse(await text(process.stdin));
  return pairs.map(([pattern, path]) =>
    new DelegatedRole({
      name: "role",
      keyIDs: [],
      threshold: 1,
      terminating: true,
      paths: [pattern],
    }).isDelegatedPath(path),
  );
}

const [command, ...args] = process.argv.slice(2);
if (command === "match") process.stdout.write(JSON.stringify(await match()));
else {
  // One update with the arguments, or one for each line of them.
  const lines = args.length > 0 ? [JSON.stringify(args)] : createInterface({ input: process.stdin });
  for await (const line of lines) {
    const answer = await update(JSON.parse(line)).then(
      (targets) => ({ ok: true, targets }),
      (error) => ({ ok: false, error: `${error.constructor.name}: ${error.message}` }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
