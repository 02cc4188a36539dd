// src/base/fault.ts
var Fault = class Fault extends Error {
	name = "Fault";
	code;
	data;
	#of;
	constructor(of, data, options) {
		super(`${of.code} ${JSON.stringify(data)}`, options);
		this.code = of.code;
		this.data = data;
		this.#of = of;
	}
	get of() {
		return this.#of;
	}
	get family() {
		return this.#of.entry.family;
	}
	with(data) {
		const fault = new Fault(this.of, {
			...data,
			...this.data
		}, this.cause === void 0 ? {} : { cause: this.cause });
		if (this.stack !== void 0) fault.stack = this.stack;
		return fault;
	}
};
function defineFaults(table) {
	const made = Object.entries(table).map(([code, entry]) => {
		const make = (data = {}, options) => new Fault(of, data, options);
		const of = Object.assign(make, {
			code,
			entry
		});
		return [code, of];
	});
	return Object.fromEntries(made);
}
function isFault(error, ...codes) {
	return error instanceof Fault && (codes.length === 0 || codes.some(({ code }) => code === error.code));
}
function contentFault(error) {
	if (!isFault(error) || error.family !== "content") throw error;
	return error;
}
function locating(data, action) {
	try {
		return action();
	} catch (error) {
		throw isFault(error) ? error.with(data) : error;
	}
}

export { locating as a, isFault as i, contentFault as n, defineFaults as r, Fault as t };