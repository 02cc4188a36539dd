import type { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";

/** One pkt-line of git's wire protocol. A delimiter parts sections, a flush ends a message. */
export type Packet =
  | { readonly kind: "data"; readonly bytes: Buffer }
  | { readonly kind: "flush" | "delimiter" | "end" };

export const FLUSH: Buffer = Buffer.from("0000", "latin1");
export const DELIMITER: Buffer = Buffer.from("0001", "latin1");

export function packet(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0"), "latin1"), bytes]);
}

/** A reply that stops in the middle, or is no git protocol at all. Whether the server acted on the request is unknown. */
export function broken(): Fault {
  return gitFaults.STORE_UNREACHABLE({ reason: "the reply is cut off or not git's protocol" });
}

/** The pkt-lines in a reply. Faults `STORE_UNREACHABLE` where one is cut off, and with the server's words at an `ERR` line. */
export function* packets(reply: Buffer): Generator<Packet> {
  const special = ["flush", "delimiter", "end"] as const;
  let at = 0;
  while (at < reply.length) {
    const digits = reply.toString("latin1", at, at + 4);
    if (!/^[0-9a-f]{4}$/.test(digits)) throw broken();
    const length = Number.parseInt(digits, 16);
    const kind = special[length];
    if (kind !== undefined) yield { kind };
    else {
      if (length < 4 || at + length > reply.length) throw broken();
      const bytes = reply.subarray(at + 4, at + length);
      if (bytes.subarray(0, 4).equals(Buffer.from("ERR ")))
        throw gitFaults.STORE_REJECTED({ message: printable(bytes.subarray(4)) });
      yield { kind: "data", bytes };
    }
    at += Math.max(length, 4);
  }
}

export function line(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/\n$/, "");
}

/** What a server said, fit for a terminal or a log: no control characters, not without end. */
export function printable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  const lines = text.split(/[\r\n]+/).map((each) => each.replace(/[\p{C}]/gu, "").trim());
  return lines
    .filter((each) => each !== "")
    .join("\n")
    .slice(0, 2000);
}

/** Takes a side-band stream apart: 1 is the payload, 2 is talk for people, 3 a fatal error. */
export function demultiplex(data: Iterable<Packet>): { readonly payload: Buffer; readonly talk: Buffer } {
  const payload: Buffer[] = [];
  const talk: Buffer[] = [];
  for (const each of data) {
    if (each.kind !== "data") break;
    if (each.bytes[0] === 3) throw gitFaults.STORE_REJECTED({ message: printable(each.bytes.subarray(1)) });
    (each.bytes[0] === 1 ? payload : talk).push(each.bytes.subarray(1));
  }
  return { payload: Buffer.concat(payload), talk: Buffer.concat(talk) };
}
