import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

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

/**
 * Starts a program that answers each line of JSON with one. It is asked one thing at a time, while something else keeps this process
 * going, and ends with it.
 */
export function lines(program, args) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    said += chunk;
  });
  child.stdin.on("error", () => {});
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const each of [child, child.stdin, child.stdout, child.stderr]) each.unref();
  // Whether it could be started shows in its answers.
  child.on("error", (error) => {
    said += error.message;
  });
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { done, value } = await answers.next();
      // A program that broke refused nothing: only an answer counts.
      if (done) throw new Error(`${program} ${args.join(" ")} ended: ${said.slice(-2000)}`);
      return JSON.parse(value);
    },
  };
}
