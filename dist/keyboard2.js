import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

// src/cli/ceremony/keyboard.ts
function holdKeyboard(stream) {
	const input = new Readable({ read: () => void 0 });
	const decoder = new StringDecoder("utf8");
	const feed = (chunk) => {
		const typed = typeof chunk === "string" ? chunk : decoder.write(chunk);
		for (const line of typed.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+/g) ?? []) input.push(line.replaceAll("", "").replaceAll("", ""));
	};
	const hangUp = () => input.push("");
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
		}
	};
}

export { holdKeyboard as t };