import { answerInvalid } from "../remote.ts";

/** Reads the encodings of RFC 4251 §5. Faults `SIGNER_ANSWER_INVALID` at the first thing that is not there. */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#take(1)[0] ?? 0;
  }

  uint32(): number {
    return this.#take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.#take(this.uint32());
  }

  text(): string {
    return this.string().toString("utf8");
  }

  /** A multiple-precision integer that must not be negative, as it stands, with its leading zero. */
  magnitude(): Buffer {
    const value = this.string();
    if ((value[0] ?? 0) >= 0x80) throw answerInvalid("an integer is negative");
    return value;
  }

  /** Nothing may follow. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw answerInvalid("something follows the end of a message");
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw answerInvalid("a message is cut short");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
