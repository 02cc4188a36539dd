import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "../../src/tuf/digest.ts";
import { type ForeignKey, fileOf, keyOf } from "./foreign.ts";
import { ecdsa, ed25519, rsa } from "./metadata.ts";

/** A signed part as a plain value, which a test may make as wrong as it likes. */
interface Part {
  _type: string;
  spec_version: string;
  version: number;
  expires: string;
  [member: string]: unknown;
}

interface Signers {
  keyids: string[];
  threshold: number;
  [member: string]: unknown;
}

export interface Listed {
  version: number;
  length?: number;
  hashes?: Record<string, string>;
}

export interface Target {
  length: number;
  hashes: Record<string, string>;
}

interface RootPart extends Part {
  consistent_snapshot: boolean;
  keys: Record<string, unknown>;
  roles: Record<"root" | "timestamp" | "snapshot" | "targets", Signers>;
}

interface ListPart extends Part {
  meta: Record<string, Listed>;
}

interface DelegatedPart extends Signers {
  name: string;
  terminating: boolean;
  paths: string[];
}

interface TargetsPart extends Part {
  targets: Record<string, Target>;
  delegations?: { keys: Record<string, unknown>; roles: DelegatedPart[] };
}

/** A role to publish: at the next version, or at the one that is said. `file` is the version in the file's name, when it differs. */
export type Publishing = string | { readonly role: string; readonly version: number; readonly file?: number };

/** The roles that change with a change of targets, in the order of their publication. */
export const updated: readonly string[] = ["targets", "snapshot", "timestamp"];

/** An RFC 3339 time so many days from now. */
export function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}

let keys = 0;

/** A key of its own; of another kind when it is asked for. */
export function newKey(kind: "ed25519" | "ecdsa" | "rsa" = "ed25519", members: object = {}): ForeignKey {
  keys += 1;
  return keyOf(
    kind === "ed25519" ? ed25519(`simulator ${keys}`) : kind === "ecdsa" ? ecdsa() : rsa(`simulator ${keys}`),
    members,
  );
}

/**
 * A repository that can do what no honest one does, with real keys and files. Version 1 of each top-level role is published. Tests
 * change the parts, publish roles, and change or remove files behind the metadata's back.
 */
export class Simulator {
  readonly root: RootPart;
  readonly timestamp: ListPart;
  readonly snapshot: ListPart;
  /** Who signs each role, whether it is theirs to sign or not. */
  readonly signers: Map<string, ForeignKey[]> = new Map();
  /** Metadata by file name, `targets/` files by path. What is not here is answered with 404. */
  readonly files: Map<string, Uint8Array> = new Map();
  /** File names in the order in which they were asked for. */
  readonly asked: string[] = [];
  /** Whether timestamp and snapshot list lengths and hashes. */
  hashed = false;
  /** Called before each answer. */
  onRequest: (name: string) => Promise<void> | void = () => undefined;
  private readonly parts = new Map<string, Part>();
  private readonly latest = new Map<string, number>();

  constructor() {
    const top = ["root", "timestamp", "snapshot", "targets"] as const;
    const common = (type: string): Part => ({ _type: type, spec_version: "1.0.31", version: 1, expires: inDays(30) });
    this.root = {
      ...common("root"),
      consistent_snapshot: true,
      keys: {},
      roles: Object.fromEntries(
        top.map((role) => [role, { keyids: [], threshold: 1 }]),
      ) as unknown as RootPart["roles"],
    };
    this.timestamp = { ...common("timestamp"), meta: {} };
    this.snapshot = { ...common("snapshot"), meta: {} };
    for (const [role, part] of Object.entries({ root: this.root, timestamp: this.timestamp, snapshot: this.snapshot }))
      this.parts.set(role, part);
    this.targets();
    for (const role of top) this.addKey(role);
    this.publish("root", ...updated);
  }

  /** The signed part of a targets role; made when it is new. */
  targets(role = "targets"): TargetsPart {
    const made = this.parts.get(role) ?? {
      _type: "targets",
      spec_version: "1.0.31",
      version: 1,
      expires: inDays(30),
      targets: {},
    };
    this.parts.set(role, made);
    return made as TargetsPart;
  }

  /** Lets one more key sign a role, and has it sign. `delegator` is whose word that is. */
  addKey(role: string, key: ForeignKey = newKey(), delegator = "root"): ForeignKey {
    const { keys, signers } = this.delegation(role, delegator);
    keys[key.keyid] = key.entry;
    signers.keyids.push(key.keyid);
    this.signers.set(role, [...(this.signers.get(role) ?? []), key]);
    return key;
  }

  /** Who may sign a role, and who does. */
  setKeys(
    role: keyof RootPart["roles"],
    holders: readonly ForeignKey[],
    threshold: number,
    signing: readonly ForeignKey[],
  ): void {
    for (const { keyid, entry } of holders) this.root.keys[keyid] = entry;
    this.root.roles[role] = { keyids: holders.map(({ keyid }) => keyid), threshold };
    this.signers.set(role, [...signing]);
  }

  /** A new key in place of all that a role has. */
  rotate(role: "timestamp" | "snapshot" | "targets"): void {
    const key = newKey();
    this.setKeys(role, [key], 1, [key]);
  }

  /** Adds a delegation, last, with a key of its own. */
  delegate(
    delegator: string,
    name: string,
    { paths = ["*"], terminating = false }: { readonly paths?: readonly string[]; readonly terminating?: boolean } = {},
  ): void {
    const part = this.targets(delegator);
    part.delegations ??= { keys: {}, roles: [] };
    part.delegations.roles.push({ name, keyids: [], threshold: 1, terminating, paths: [...paths] });
    this.targets(name);
    this.addKey(name, newKey(), delegator);
  }

  /** Lists a target in a role and hosts its bytes. */
  add(path: string, content: string, role = "targets"): void {
    const bytes = Buffer.from(content);
    this.targets(role).targets[path] = { length: bytes.length, hashes: { sha256: sha256(bytes) } };
    this.host(path, bytes);
  }

  /** Hosts bytes under each name that the first role which lists the target has for it. */
  host(path: string, bytes: Uint8Array): void {
    const slash = path.lastIndexOf("/") + 1;
    const listing = [...this.parts.values()].map((part) => (part as TargetsPart).targets?.[path]);
    for (const hash of Object.values(listing.find(Boolean)?.hashes ?? {}))
      this.files.set(`targets/${path.slice(0, slash)}${hash}.${path.slice(slash)}`, bytes);
  }

  publish(...roles: readonly Publishing[]): void {
    for (const each of roles) {
      const role = typeof each === "string" ? each : each.role;
      const part = this.parts.get(role);
      if (part === undefined) throw new RangeError(`there is no ${role}`);
      const version = typeof each === "string" ? (this.latest.get(role) ?? 0) + 1 : each.version;
      const number = typeof each === "string" ? version : (each.file ?? version);
      part.version = version;
      this.latest.set(role, number);
      this.put(role, number, fileOf(part, this.signers.get(role) ?? []));
    }
  }

  /** Puts a file in the place of a role's, and lists it where it belongs. */
  put(role: string, version: number, bytes: Uint8Array): void {
    this.files.set(this.fileName(role, version), bytes);
    const exact = this.hashed ? { length: bytes.length, hashes: { sha256: sha256(bytes) } } : {};
    if (role === "snapshot") this.timestamp.meta["snapshot.json"] = { version, ...exact };
    else if (role !== "root" && role !== "timestamp") this.snapshot.meta[`${role}.json`] = { version, ...exact };
  }

  /** The bytes of a role's file as they are served now: the latest, or a version. */
  file(role: string, version: number = this.latest.get(role) ?? 0): Uint8Array {
    const bytes = this.files.get(this.fileName(role, version));
    if (bytes === undefined) throw new RangeError(`${role} ${version} is not published`);
    return bytes;
  }

  /** Changes a published file as JSON, signatures and all. */
  edit(role: string, change: (file: { signed: Part; signatures: { keyid: string; sig: string }[] }) => void): void {
    const name = this.fileName(role, this.latest.get(role) ?? 0);
    const file = JSON.parse(Buffer.from(this.file(role)).toString());
    change(file);
    this.files.set(name, Buffer.from(JSON.stringify(file)));
  }

  fileName(role: string, version: number): string {
    const versioned = role === "root" || (this.root.consistent_snapshot && role !== "timestamp");
    return `metadata/${versioned ? `${version}.` : ""}${encodeURIComponent(role)}.json`;
  }

  private delegation(role: string, delegator: string): { keys: Record<string, unknown>; signers: Signers } {
    if (delegator === "root")
      return { keys: this.root.keys, signers: this.root.roles[role as keyof RootPart["roles"]] };
    const { delegations } = this.targets(delegator);
    const signers = delegations?.roles.find(({ name }) => name === role);
    if (delegations === undefined || signers === undefined)
      throw new RangeError(`${delegator} does not delegate to ${role}`);
    return { keys: delegations.keys, signers };
  }
}

/** A web server for any number of simulated repositories. */
export interface SimulatorServer {
  open(): { readonly repository: Simulator; readonly url: string };
  stop(): Promise<void>;
}

export async function startSimulatorServer(): Promise<SimulatorServer> {
  const repositories: Simulator[] = [];
  const server = createServer(async (request, response) => {
    const [, index, name] = /^\/(\d+)\/(.*)$/.exec(request.url ?? "") ?? [];
    const repository = repositories[Number(index)];
    if (repository === undefined || name === undefined) return response.writeHead(404).end();
    repository.asked.push(name);
    await repository.onRequest(name);
    const bytes = repository.files.get(name) ?? repository.files.get(decodeURI(name));
    return bytes === undefined ? response.writeHead(404).end() : response.writeHead(200).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    open() {
      const repository = new Simulator();
      repositories.push(repository);
      return { repository, url: `http://127.0.0.1:${port}/${repositories.length - 1}` };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
