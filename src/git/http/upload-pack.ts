import { gitFaults } from "../faults.ts";
import type { NewObject } from "../objects/object.ts";
import { unpack } from "../objects/pack.ts";
import type { ObjectId } from "../store.ts";
import { broken, DELIMITER, demultiplex, FLUSH, line, type Packet, packet, packets } from "./packet.ts";
import type { Http } from "./transport.ts";

export interface FetchRequest {
  readonly wants: readonly ObjectId[];
  /** Commits held with all their trees: the remote leaves out what they have. */
  readonly haves?: readonly ObjectId[];
  /** So many commits, counted from each want. Left out for objects that are not commits. */
  readonly depth?: number;
  /** A partial-clone filter; ignored by a remote that has none, which then sends more. */
  readonly filter: "blob:none" | "tree:0";
}

/** The reading half of git's protocol, version 2 (gitprotocol-v2). */
export interface UploadPack {
  /** What a full ref, or `HEAD`, points to; undefined when it does not exist. Asks each time. */
  resolve(ref: string): Promise<ObjectId | undefined>;
  /** What every full ref that begins with one of `prefixes` points to. Asks each time. */
  list(prefixes: readonly string[]): Promise<ReadonlyMap<string, ObjectId>>;
  /** Faults `STORE_REJECTED` when the remote lacks one of the wants, `STORE_OBJECT_TOO_LARGE` when the reply is over the budget. */
  fetch(request: FetchRequest): Promise<readonly NewObject[]>;
}

/** A reply's objects have `budget` bytes at most. */
export function uploadPack(http: Http, budget: number): UploadPack {
  const version = { "Git-Protocol": "version=2" };
  let advertised: Promise<ReadonlyMap<string, string>> | undefined;

  function capabilities(): Promise<ReadonlyMap<string, string>> {
    advertised ??= http({ path: "/info/refs?service=git-upload-pack", headers: version }, readCapabilities);
    // A failure is not an answer: the next call asks again.
    advertised.catch(() => {
      advertised = undefined;
    });
    return advertised;
  }

  async function command<T>(name: string, args: readonly string[], read: (reply: Iterable<Packet>) => T): Promise<T> {
    const known = await capabilities();
    const format = known.has("object-format") ? [packet("object-format=sha1\n")] : [];
    const body = [packet(`command=${name}\n`), ...format, DELIMITER, ...args.map((each) => packet(`${each}\n`)), FLUSH];
    const headers = {
      ...version,
      "Content-Type": "application/x-git-upload-pack-request",
      Accept: "application/x-git-upload-pack-result",
    };
    return http({ path: "/git-upload-pack", headers, body: Buffer.concat(body) }, (reply) => read(packets(reply)));
  }

  async function list(prefixes: readonly string[]): Promise<ReadonlyMap<string, ObjectId>> {
    const args = prefixes.map((prefix) => `ref-prefix ${prefix}`);
    return command("ls-refs", args, (reply) => {
      const found = new Map<string, ObjectId>();
      for (const each of reply) {
        if (each.kind === "flush") return found;
        const [, id, name] = (each.kind === "data" && /^([0-9a-f]{40}) (\S+)/.exec(line(each.bytes))) || [];
        // A line that was skipped would make its ref look deleted.
        if (id === undefined || name === undefined) throw broken();
        // A remote may say more than it was asked for.
        if (prefixes.some((prefix) => name.startsWith(prefix))) found.set(name, id);
      }
      throw broken();
    });
  }

  return {
    list,
    async resolve(ref: string): Promise<ObjectId | undefined> {
      return (await list([ref])).get(ref);
    },
    async fetch({ wants, haves = [], depth, filter }: FetchRequest): Promise<readonly NewObject[]> {
      const filters = (await capabilities()).get("fetch")?.split(" ").includes("filter") ?? false;
      const args = [
        "ofs-delta",
        "no-progress",
        ...(filters ? [`filter ${filter}`] : []),
        ...(depth === undefined ? [] : [`deepen ${depth}`, ...haves.map((id) => `shallow ${id}`)]),
        ...wants.map((id) => `want ${id}`),
        ...haves.map((id) => `have ${id}`),
        "done",
      ];
      return command("fetch", args, (reply) => {
        for (const each of reply)
          if (each.kind === "data" && line(each.bytes) === "packfile")
            return unpack(demultiplex(reply).payload, budget);
        throw broken();
      });
    },
  };
}

function readCapabilities(reply: Buffer): ReadonlyMap<string, string> {
  const lines = Array.from(packets(reply)).flatMap((each) => (each.kind === "data" ? [line(each.bytes)] : []));
  if (!lines.includes("version 2")) throw gitFaults.STORE_PROTOCOL_UNSUPPORTED();
  const pairs = lines.map((each) => [each.split("=", 1)[0] ?? "", each.replace(/^[^=]*=?/, "")] as const);
  const format = new Map(pairs).get("object-format") ?? "sha1";
  if (format !== "sha1") throw gitFaults.STORE_FORMAT_UNSUPPORTED({ format });
  return new Map(pairs);
}
