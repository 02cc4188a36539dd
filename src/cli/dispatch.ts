import type { Session } from "./session.ts";

type Command = (session: Session) => Promise<number>;

/** What each operation of the table runs; a test holds the two together. Loaded when it is called for. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["init", async () => (await import("./commands/init.ts")).init],
  ["demo", async () => (await import("./demo/demo.ts")).demo],
  ["import", async () => (await import("./commands/import.ts")).importRepository],
  ["ceremony", async () => (await import("./commands/ceremony.ts")).ceremony],
  ["key", async () => (await import("./commands/key.ts")).key],
  ["sign", async () => (await import("./commands/sign.ts")).sign],
  ["event", async () => (await import("./commands/event.ts")).event],
  ["rotate", async () => (await import("./commands/rotate.ts")).rotate],
  ["delegate", async () => (await import("./commands/rotate.ts")).delegate],
  ["rebin", async () => (await import("./commands/rotate.ts")).rebin],
  ["add", async () => (await import("./commands/release.ts")).add],
  ["remove", async () => (await import("./commands/release.ts")).remove],
  ["check", async () => (await import("./commands/release.ts")).check],
  ["worker", async () => (await import("./commands/operate.ts")).worker],
  ["publish", async () => (await import("./commands/operate.ts")).publish],
  ["recover", async () => (await import("./commands/recover.ts")).recover],
  ["status", async () => (await import("./commands/operate.ts")).status],
  ["monitor", async () => (await import("./commands/monitor.ts")).monitor],
  ["download", async () => (await import("./commands/use.ts")).download],
  ["refresh", async () => (await import("./commands/use.ts")).refresh],
  ["verify", async () => (await import("./commands/use.ts")).verify],
  ["explain", async () => (await import("./commands/use.ts")).explain],
  ["schema", async () => (await import("./commands/use.ts")).schema],
  ["completion", async () => (await import("./commands/use.ts")).completion],
  ["version", async () => (await import("./commands/use.ts")).version],
]);
