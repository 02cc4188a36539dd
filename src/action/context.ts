import type { Clock } from "../base/clock.ts";
import type { Fault } from "../base/fault.ts";
import { compose } from "../compose/compose.ts";
import { remembered } from "../compose/secrets.ts";
import { trustedRoot } from "../compose/trusted-root.ts";
import type { Config } from "../config/config.ts";
import type { Forge, Pages } from "../forge/forge.ts";
import type { Refs, Store } from "../git/store.ts";
import { type ModeName, modes } from "../interface/modes.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { actionFaults } from "./faults.ts";
import { input, mask, type Runner } from "./runner.ts";
import type { Job } from "./trigger.ts";

/** What the process was given. Read once, in main.ts. */
export interface Surroundings {
  /** A variable of the runner; empty when it is not set. */
  readonly variable: (name: string) => string;
  /** Variables that are set, with their values. */
  readonly variables: () => readonly { readonly name: string; readonly value: string }[];
  /** Takes a variable out of the process environment and returns it. */
  readonly take: (name: string) => string | undefined;
  /** The event's payload as text. */
  readonly event: () => Promise<string>;
  readonly stdout: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly version: string;
}

/** The trust repository. */
interface Repository {
  readonly location: string;
  /** `owner/name` here; the address without its scheme elsewhere. */
  readonly name: string;
  /** Whether it is on the job's own server, whose API and token are good for it. */
  readonly here: boolean;
}

/** One run of one mode. */
export interface Context extends Surroundings {
  readonly job: Job;
  readonly runner: Runner;
  /** An input; undefined when it is empty. */
  readonly input: (name: string) => string | undefined;
  /** Items of an input, one a line. */
  readonly lines: (name: string) => readonly string[];
  /** Whether an input says true. Faults `INPUT_INVALID` for anything but true and false. */
  readonly flag: (name: string) => boolean;
  readonly verifier: Verifier;
  /** SHA-256 of the trusted root. Faults `TRUSTED_ROOT_NEEDED`, `TRUSTED_ROOT_INVALID`. */
  readonly pin: () => string;
  /** The trust repository. */
  readonly repository: Repository;
  readonly store: () => Promise<Store & Refs>;
  readonly forge: () => Promise<Forge>;
  readonly pages: () => Promise<Pages>;
}

export function openContext(given: Surroundings, job: Job, runner: Runner, token: string): Context {
  const read = (name: string): string | undefined => input(name) || undefined;
  const repository = locate(read("repository") ?? job.repository, job.server);
  const flag = (name: string): boolean => {
    const value = read(name) ?? "false";
    if (value !== "true" && value !== "false")
      throw actionFaults.INPUT_INVALID({ input: name, value, expected: "true or false" });
    return value === "true";
  };
  const verified = flag("verified-commits");
  const take = remembered(given.take);
  // Another host is never told this one's token, nor is this one's API asked about a repository that is not its own.
  const secret = repository.here ? token : (take("KAPRIEN_GIT_TOKEN")?.trim() ?? "");
  mask(secret);
  const forge = (): Promise<Forge & Pages> =>
    compose.forge(repository.here ? job.api : "", repository.name, secret, given.clock);
  return {
    ...given,
    take,
    job,
    runner,
    input: read,
    lines: (name) =>
      (read(name) ?? "")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    flag,
    verifier: compose.verifier,
    pin: () => trustedRoot(read("trusted-root") ?? take("KAPRIEN_TRUSTED_ROOT")),
    repository,
    store: async () =>
      compose.store(repository.location, secret === "" ? undefined : secret, given.clock, {
        author: bot,
        ...(verified && { endorse: async (content) => (await forge()).endorse(content) }),
      }),
    forge,
    pages: forge,
  };
}

/** Under this address GitHub shows the account that Actions runs as. */
const bot = { name: "github-actions[bot]", email: "41898282+github-actions[bot]@users.noreply.github.com" };

/** Faults `INPUT_INVALID`; what may hold a password is not shown. */
function locate(repository: string, server: string): Repository {
  const wrong = (value: string, expected: string): Fault =>
    actionFaults.INPUT_INVALID({ input: "repository", value, expected });
  if (repository.includes("@"))
    throw wrong("an address with a user or password", "one without (the token has an input of its own)");
  if (!/^https?:\/\//i.test(repository)) {
    if (!ownerAndName.test(repository)) throw wrong(repository, "owner/name or an address");
    return { location: `${server}/${repository}`, name: repository, here: true };
  }
  if (!URL.canParse(repository)) throw wrong(repository, "owner/name or an address");
  const { origin, host, pathname } = new URL(repository);
  const path = pathname.replace(/\/$/, "").replace(/\.git$/, "");
  const home = new URL(server);
  const root = home.pathname.replace(/\/$/, "");
  const name = path.slice(root.length + 1);
  // Beside where the forge is, the same host may serve anything.
  const here = origin === home.origin && path.startsWith(`${root}/`) && ownerAndName.test(name);
  return { location: repository, name: here ? name : `${host}${path}`, here };
}

const ownerAndName = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;

/** The mode that was asked for, or that the event means. Faults `INPUT_INVALID`, `MODE_UNKNOWN`. */
export function modeOf(asked: string | undefined, event: string): ModeName {
  const named = modes.find(({ name }) => name === asked);
  if (named !== undefined) return named.name;
  const expected = modes.map(({ name }) => name).join(", ");
  if (asked !== undefined) throw actionFaults.INPUT_INVALID({ input: "mode", value: asked, expected });
  const meant = modes.find(({ events }) => events.includes(event));
  if (meant === undefined) throw actionFaults.MODE_UNKNOWN({ event, expected });
  return meant.name;
}

/** The intent branch: the input, else what kaprien.yml on the default branch says. */
export async function intentBranch(context: Context, store: Store): Promise<string> {
  const named = context.input("branch");
  if (named !== undefined) return named;
  const { openRepository } = await import("../repository/open.ts");
  // Of the repository, not of the event: whoever can push a branch must not be able to say which one counts.
  const own = context.repository.name === context.job.repository ? context.job.defaultBranch : undefined;
  const now = context.clock.now();
  const repository = await openRepository(store, {
    intent: own ?? "HEAD",
    pin: undefined,
    now,
    verifier: context.verifier,
  });
  return (await repository.settings()).config.names.intentBranch;
}

/** Variables that hold the online keys, by their addresses in the configuration. */
export function keyVariables({ onlineKeys }: Pick<Config, "onlineKeys">): readonly string[] {
  const uris = Object.values(onlineKeys).flatMap((list: readonly string[] | undefined) => list ?? []);
  return uris.flatMap((uri) => {
    const scheme = uri.slice(0, uri.indexOf(":"));
    return scheme === "env" ? [uri.slice("env:".length)] : (serviceSecrets.get(scheme) ?? []);
  });
}

/** With these alone a job can have a key service sign. What a job gets by its identity (OIDC) is a permission, and no variable. */
const serviceSecrets: ReadonlyMap<string, readonly string[]> = new Map([
  ["vault", ["VAULT_TOKEN", "VAULT_JWT"]],
  ["awskms", ["AWS_SECRET_ACCESS_KEY"]],
  ["azurekms", ["AZURE_CLIENT_SECRET"]],
  ["gcpkms", ["GOOGLE_APPLICATION_CREDENTIALS"]],
]);

/**
 * T2: a job that judges, publishes or watches has no business with Kaprien's keys, and one that judges with none at all: it reads what
 * strangers wrote. (A release job may well sign its files with a key of another kind.) Faults `SIGNING_KEY_IN_REACH` with the variable's name.
 */
export function refuseSigningKeys(context: Context, mode: ModeName, named: readonly string[] = []): void {
  const found = context
    .variables()
    .find(
      ({ name, value }) =>
        named.includes(name) ||
        own.test(name) ||
        ((mode === "check" || mode === "event") && /PRIVATE KEY-----/.test(value)),
    );
  if (found !== undefined) throw actionFaults.SIGNING_KEY_IN_REACH({ variable: found.name, mode });
}

const own = /^KAPRIEN_(?:ONLINE_KEY|PASSPHRASE)/;
