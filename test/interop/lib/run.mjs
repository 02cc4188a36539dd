import { spawn } from "node:child_process";

/**
 * Runs a program without a shell and resolves to how it ended: `{ code, stdout, stderr }`. Asynchronous, because the site that it
 * reads is served by this process.
 */
export function tryRun(program, args, { cwd, env = process.env, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8");
      child[name].on("data", (chunk) => {
        output[name] += chunk;
      });
    }
    // A program may end without reading what it was given.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}

/** What a program printed; throws with its own words when it failed. */
export async function run(program, args, options) {
  const { code, stdout, stderr } = await tryRun(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}
