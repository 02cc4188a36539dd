// src/base/fault.ts
var Fault = class Fault extends Error {
	name = "Fault";
	code;
	data;
	constructor(code, data = {}, options) {
		super(`${code} ${JSON.stringify(data)}`, options);
		this.code = code;
		this.data = data;
	}
	with(data) {
		const fault = new Fault(this.code, {
			...data,
			...this.data
		}, this.cause === void 0 ? {} : { cause: this.cause });
		if (this.stack !== void 0) fault.stack = this.stack;
		return fault;
	}
};
function locating(data, action) {
	try {
		return action();
	} catch (error) {
		throw error instanceof Fault ? error.with(data) : error;
	}
}

export { locating as n, Fault as t };