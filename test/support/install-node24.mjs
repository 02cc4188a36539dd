// Fetches the Node 24 binary that the end-to-end tests run the bundle on, once. Without a network the tests that need it are
// skipped, loudly; in CI that is a failure.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../node24", import.meta.url));

if (!existsSync(`${directory}/node_modules/.bin/node`)) {
  // npm is a script on Windows, which only a shell can start; the arguments are fixed.
  const { status } = spawnSync("npm", ["ci", "--silent"], {
    cwd: directory,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("WARNING: Node 24 could not be installed; the bundle is tested on this Node alone.");
    if (process.env.CI) process.exit(1);
  }
}
