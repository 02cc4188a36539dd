import { type Fault, isFault } from "../../base/fault.ts";
import type { Move } from "../backend.ts";
import { gitFaults } from "../faults.ts";
import { pack } from "../objects/pack.ts";
import { conflict, refuseClash } from "../refs.ts";
import type { CommitId, ObjectId } from "../store.ts";
import { broken, demultiplex, FLUSH, line, packet, packets, printable } from "./packet.ts";
import type { Http } from "./transport.ts";

const NOTHING: ObjectId = "0".repeat(40);
const pushing = {
  "Content-Type": "application/x-git-receive-pack-request",
  Accept: "application/x-git-receive-pack-result",
};

/** What the remote said about a push. `unclear`: no reply, or half of one; it may have acted all the same. */
export type PushReply =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly reason: string; readonly message: string }
  | { readonly kind: "unclear"; readonly cause: Fault };

/**
 * Asks the remote to move one ref (gitprotocol-pack). The expected old value goes along, and the remote itself compares it
 * under its lock: never a forced update. Faults `STORE_CONFLICT` when the ref was seen elsewhere before anything was sent.
 */
export async function push(http: Http, { ref, expected, next, objects }: Move): Promise<PushReply> {
  const remote = await http({ path: "/info/refs?service=git-receive-pack" }, readAdvertisement);
  const actual = remote.refs.get(ref);
  if (actual !== expected) throw conflict(ref, expected, actual);
  if (expected === undefined) refuseClash(ref, remote.refs.keys());
  const wanted = ["report-status", "side-band-64k", "object-format=sha1"].filter((name) =>
    remote.capabilities.has(name),
  );
  const command = packet(`${expected ?? NOTHING} ${next} ${ref}\0 ${wanted.join(" ")}`);
  try {
    const body = Buffer.concat([command, FLUSH, pack(objects)]);
    const sideBand = wanted.includes("side-band-64k");
    return await http({ path: "/git-receive-pack", headers: pushing, body }, (reply) =>
      readReport(reply, ref, sideBand),
    );
  } catch (error) {
    // A server that gives up in the middle of its report says why, but not how far it got.
    if (isFault(error, gitFaults.STORE_UNREACHABLE, gitFaults.STORE_REJECTED)) return { kind: "unclear", cause: error };
    throw error;
  }
}

/** Removes a ref that is at `at`. Nothing when it is gone already. */
export async function drop(http: Http, ref: string, at: CommitId): Promise<void> {
  const command = packet(`${at} ${NOTHING} ${ref}\0 report-status delete-refs`);
  await http({ path: "/git-receive-pack", headers: pushing, body: Buffer.concat([command, FLUSH]) }, () => undefined);
}

function readAdvertisement(reply: Buffer): { refs: ReadonlyMap<string, ObjectId>; capabilities: ReadonlySet<string> } {
  const refs = new Map<string, ObjectId>();
  const capabilities = new Set<string>();
  const all = [...packets(reply)];
  // One that was cut off would make the refs behind the cut look deleted.
  if (all.at(-1)?.kind !== "flush") throw broken();
  for (const each of all) {
    if (each.kind !== "data") continue;
    const [text = "", told = ""] = line(each.bytes).split("\0");
    for (const capability of told.split(" ")) capabilities.add(capability);
    const [, id, ref] = /^([0-9a-f]{40}) (\S+)$/.exec(text) ?? [];
    if (id !== undefined && ref !== undefined && id !== NOTHING) refs.set(ref, id);
  }
  if (!capabilities.has("report-status")) throw gitFaults.STORE_PROTOCOL_UNSUPPORTED();
  return { refs, capabilities };
}

function readReport(reply: Buffer, ref: string, sideBand: boolean): PushReply {
  const { payload, talk } = sideBand ? demultiplex(packets(reply)) : { payload: reply, talk: Buffer.alloc(0) };
  const lines = Array.from(packets(payload)).flatMap((each) => (each.kind === "data" ? [line(each.bytes)] : []));
  const message = printable(talk);
  const failed = lines.find((each) => each.startsWith("unpack ") && each !== "unpack ok");
  const refused = lines.find((each) => each.startsWith(`ng ${ref} `))?.slice(`ng ${ref} `.length);
  if (failed === undefined && lines.includes(`ok ${ref}`)) return { kind: "accepted" };
  if (failed === undefined && refused === undefined) throw broken();
  return {
    kind: "refused",
    reason: printable(Buffer.from(refused ?? failed ?? "")),
    message: message.replace(/\s*\n\s*/g, " "),
  };
}
