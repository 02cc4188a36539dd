import { t as Fault } from "./fault2.js";

// src/workflows/content-fault.ts
function contentFault(error) {
	if (!(error instanceof Fault) || error.code === "RATE_LIMITED") throw error;
	if (error.code.startsWith("STORE_") && !/^STORE_(?:CORRUPT|OBJECT_)/.test(error.code)) throw error;
	return error;
}

export { contentFault as t };