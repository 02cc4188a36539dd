// src/compose/duration.ts
const seconds = {
	d: 86400,
	h: 3600
};
function duration(given) {
	const match = /^(\d{1,5}(?:\.\d{1,3})?)([dh]?)$/.exec(given.trim());
	if (match?.[1] === void 0) return void 0;
	return Number(match[1]) * seconds[match[2] === "h" ? "h" : "d"];
}

export { duration as t };