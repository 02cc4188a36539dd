import { mkdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClientRig, type Driver, openClient } from "../support/client-rig.ts";
import { temporary } from "../support/git.ts";
import { type Simulator, type SimulatorServer, startSimulatorServer } from "../support/simulator.ts";

/**
 * How the cases run the client. `npm test` runs it in the process; `npm run test:conformance` runs the program that ships, which takes a
 * process for each step.
 */
const driver: Driver = process.env["KAPRIEN_CONFORMANCE"] === "command" ? "command" : "workflow";

/**
 * Cases in which this client is meant to differ from what the TUF conformance suite expects, each with the reason. A case that is listed
 * and passes fails. There is none.
 */
const differences: Readonly<Record<string, string>> = {};

/** A repository with version 1 of everything, and a client that starts from its first root. */
export interface Room {
  readonly repository: Simulator;
  readonly client: ClientRig;
}

export interface Conformance {
  (name: string, body: (room: Room) => Promise<void>): void;
  /** A further case of a kind that is run with the program that ships already. */
  inProcess(name: string, body: (room: Room) => Promise<void>): void;
}

/** The files that a first update asks for. */
export const firstUpdate: readonly string[] = [
  "metadata/2.root.json",
  "metadata/timestamp.json",
  "metadata/1.snapshot.json",
  "metadata/1.targets.json",
];

/** Registers cases, each with a repository and a client of its own, on one server. */
export function conformance(): Conformance {
  let server: SimulatorServer;
  let folder: Awaited<ReturnType<typeof temporary>>;
  let rooms = 0;

  beforeAll(async () => {
    folder = await temporary();
    server = await startSimulatorServer();
  });

  afterAll(async () => {
    await server.stop();
    await folder.remove();
  });

  const register: Conformance = (name, body) => {
    // A process that is started waits more than it works, so several cases go on at once.
    const each = driver === "command" ? test.concurrent : test;
    (name in differences ? each.fails : each)(name, async () => {
      rooms += 1;
      const own = path.join(folder.path, `${rooms}`);
      await mkdir(own);
      const { repository, url } = server.open();
      const client = await openClient(driver, own, url);
      await client.init(repository.file("root", 1));
      await body({ repository, client });
    });
  };
  register.inProcess = driver === "command" ? () => undefined : register;
  return register;
}

/** The client trusts what the repository serves, byte for byte. */
export async function trustsAll({ repository, client }: Room): Promise<void> {
  for (const role of ["root", "timestamp", "snapshot", "targets"])
    expect([role, await client.kept(role)]).toEqual([role, Buffer.from(repository.file(role)).toString()]);
}
