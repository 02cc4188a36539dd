// src/base/bytes.ts
async function gather(source, limit, { tooMuch, broken }) {
	const chunks = [];
	let size = 0;
	let excess;
	try {
		for await (const chunk of source) {
			size += chunk.length;
			if (size > limit) excess = tooMuch(size);
			if (excess !== void 0) break;
			chunks.push(chunk);
		}
	} catch (cause) {
		if (excess === void 0) throw broken === void 0 ? cause : broken(cause, size);
	}
	if (excess !== void 0) throw excess;
	const bytes = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
	}
	return bytes;
}

// src/net/answer.ts
var TooLate = class extends Error {
	name = "TimeoutError";
};
var TooLong = class extends Error {
	name = "TooLong";
	size;
	limit;
	constructor(size, limit) {
		super(`its answer is longer than ${limit} bytes`);
		this.size = size;
		this.limit = limit;
	}
};
async function answerWithin({ seconds, silence }, request, send = fetch) {
	const controller = new AbortController();
	let fail = ignore;
	const late = new Promise((_, reject) => {
		fail = reject;
	});
	late.catch(ignore);
	let over;
	let reader;
	function expire(error) {
		over ??= error;
		fail(over);
		controller.abort(over);
		reader?.cancel(over).catch(ignore);
	}
	const deadline = setTimeout(() => expire(new TooLate(`no answer in full within ${seconds} seconds`)), seconds * 1e3);
	async function waiting(coming) {
		const quiet = silence === void 0 ? void 0 : setTimeout(() => expire(new TooLate(`it sent nothing for ${silence} seconds`)), silence * 1e3);
		try {
			const value = await Promise.race([coming, late]);
			if (over !== void 0) throw over;
			return value;
		} catch (error) {
			clearTimeout(deadline);
			throw over ?? error;
		} finally {
			clearTimeout(quiet);
		}
	}
	const coming = request(async (input, init) => {
		init?.signal?.throwIfAborted();
		init?.signal?.addEventListener("abort", () => expire(init.signal?.reason), { once: true });
		return send(input, {
			...init,
			signal: controller.signal
		});
	});
	let response;
	try {
		response = await waiting(coming);
	} catch (error) {
		coming.then((unwanted) => unwanted.body?.cancel()).catch(ignore);
		throw error;
	}
	const source = response.body?.getReader();
	reader = source;
	if (source === void 0) clearTimeout(deadline);
	const body = new ReadableStream({
		async pull(sink) {
			const next = source === void 0 ? void 0 : await waiting(source.read());
			if (next?.value !== void 0) return sink.enqueue(next.value);
			clearTimeout(deadline);
			sink.close();
		},
		async cancel(reason) {
			clearTimeout(deadline);
			await source?.cancel(reason);
		}
	}, { highWaterMark: 0 });
	return {
		response,
		body
	};
}
async function wholeAnswer(patience, limit, request, send) {
	const { response, body } = await answerWithin(patience, request, send);
	const content = await gather(body, limit, { tooMuch: (size) => new TooLong(size, limit) });
	return {
		response,
		content: Buffer.from(content.buffer)
	};
}
const BARE = [
	101,
	204,
	205,
	304
];
function boundedFetch(patience, limit, send = fetch) {
	return async (...request) => {
		const { response, content } = await wholeAnswer(patience, limit, (ask) => ask(...request), send);
		const { status, statusText, headers, url } = response;
		const whole = new Response(BARE.includes(status) ? null : new Uint8Array(content), {
			status,
			statusText,
			headers
		});
		return Object.defineProperty(whole, "url", { value: url });
	};
}
function ignore() {}

export { wholeAnswer as a, boundedFetch as i, TooLong as n, gather as o, answerWithin as r, TooLate as t };