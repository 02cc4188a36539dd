import type { Readable } from "node:stream";
export interface Keyboard { readonly input: Readable; release(): void }
export function holdKeyboard(stream: NodeJS.ReadStream): Keyboard { return { input: stream, release: () => undefined }; }
