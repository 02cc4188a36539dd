import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** What a person types, as prompts read it one after another. */
export interface Keyboard {
  readonly input: Readable;
  /** Gives the terminal back. */
  release(): void;
}

/**
 * Holds a terminal in raw mode for a whole dialogue. Prompts alone would switch it off between two of them, and the terminal
 * would echo a passphrase that was typed or pasted too early. Here it waits for its prompt, and so does Ctrl-C. A stream that
 * ends cancels, as does Ctrl-D; Ctrl-Z does nothing, since a shell would get a raw terminal.
 */
export function holdKeyboard(stream: NodeJS.ReadStream): Keyboard {
  const input = new Readable({ read: () => undefined });
  const decoder = new StringDecoder("utf8");
  const feed = (chunk: Buffer | string): void => {
    const typed = typeof chunk === "string" ? chunk : decoder.write(chunk);
    // Line by line, because a prompt that ends throws the rest of its chunk away.
    for (const line of typed.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+/g) ?? [])
      input.push(line.replaceAll("\x04", "\x03").replaceAll("\x1a", ""));
  };
  const hangUp = (): unknown => input.push("\x03");
  stream.setRawMode?.(true);
  stream.on("data", feed).on("end", hangUp).on("close", hangUp);
  stream.resume();
  return {
    input,
    release() {
      stream.off("data", feed).off("end", hangUp).off("close", hangUp);
      stream.setRawMode?.(false);
      stream.pause();
      input.destroy();
    },
  };
}
