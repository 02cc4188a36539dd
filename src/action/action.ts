import { Fault } from "../base/fault.ts";
import { faultText } from "../base/fault-text.ts";
import { baseFaults } from "../base/faults.ts";
import type { ModeName } from "../interface/modes.ts";
import { faultMarkdown } from "../worker/markdown.ts";
import { type Context, modeOf, openContext, refuseSigningKeys, type Surroundings } from "./context.ts";
import { input, mask, openRunner, type Runner } from "./runner.ts";
import { readJob } from "./trigger.ts";

/** A mode of the action. Resolves to the exit code; outputs, annotations and the summary go through the context's runner. */
export type RunMode = (context: Context) => Promise<number>;

/** What each mode runs. Loaded when it is called for: each job pays for its own mode alone. */
const runs: Readonly<Record<ModeName, () => Promise<RunMode>>> = {
  check: async () => (await import("./check.ts")).check,
  event: async () => (await import("./signing-event.ts")).event,
  worker: async () => (await import("./worker.ts")).worker,
  publish: async () => (await import("./publish.ts")).publish,
  monitor: async () => (await import("./monitor.ts")).monitor,
  register: async () => (await import("./register.ts")).register,
};

/** The action from inputs to exit code. */
export async function runAction(given: Surroundings): Promise<number> {
  const runner = openRunner(given.stdout);
  const token = given.take("INPUT_TOKEN")?.trim() ?? "";
  mask(token);
  let exit: number;
  try {
    const job = readJob(given.variable, await given.event());
    const mode = modeOf(input("mode") || undefined, given.variable("GITHUB_EVENT_NAME"));
    const context = openContext(given, job, runner, token);
    if (mode !== "worker") refuseSigningKeys(context, mode);
    exit = await (await runs[mode]())(context);
    runner.output("error", "");
  } catch (error) {
    exit = fail(error, runner, given.version);
  }
  await runner.close();
  return exit;
}

function fail(error: unknown, runner: Runner, version: string): number {
  const fault =
    error instanceof Fault
      ? error
      : baseFaults.UNEXPECTED({ reason: error instanceof Error ? error.message : String(error) });
  const { file, line } = fault.data;
  runner.annotate("error", faultText(fault).replace(/^error: /, ""), {
    title: `Kaprien: ${fault.code}`,
    ...(typeof file === "string" && { file }),
    ...(typeof line === "number" && { line }),
  });
  runner.summarize(faultMarkdown(fault, version));
  runner.output("outcome", "failed");
  runner.output("error", fault.code);
  return fault.of.entry.exit;
}
