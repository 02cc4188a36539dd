import type { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";

function corrupt(): Fault {
  return gitFaults.STORE_CORRUPT({ reason: "a delta does not fit its base" });
}

/**
 * Applies git's delta format (gitformat-pack): two sizes, then copies from the base and insertions. `claim` is told the bytes of the
 * result before they are made; a few bytes of delta can ask for any number of them.
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array, claim: (bytes: number) => void): Buffer {
  let at = 0;
  function byte(): number {
    const value = delta[at];
    if (value === undefined) throw corrupt();
    at += 1;
    return value;
  }
  function size(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const next = byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
  }
  function flagged(flags: number, count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) if ((flags >> index) & 1) value += byte() * 256 ** index;
    return value;
  }

  if (size() !== base.length) throw corrupt();
  const length = size();
  claim(length);
  const result = Buffer.alloc(length);
  let filled = 0;
  while (at < delta.length) {
    const command = byte();
    const copies = command >= 0x80;
    const start = copies ? flagged(command, 4) : at;
    const count = copies ? flagged(command >> 4, 3) & 0xffffff || 0x10000 : command;
    const from = copies ? base : delta;
    if (count === 0 || start + count > from.length || filled + count > length) throw corrupt();
    result.set(from.subarray(start, start + count), filled);
    filled += count;
    if (!copies) at += count;
  }
  if (filled !== length) throw corrupt();
  return result;
}
