import { n as explain } from "./errors.js";
import { i as plain, o as printable, u as withoutBlanks } from "./text.js";

// src/base/fault-text.ts
function faultText(code, data, style = plain) {
	const { title, meaning, fix } = explain(code, data);
	const clean = (text) => printable(withoutBlanks(text));
	const site = typeof data["site"] === "string" && !title.includes(data["site"]) ? `${data["site"]}: ` : "";
	return [
		`${style.bad("error")}: ${clean(site + title)} [${code}]`,
		`  ${style.dim("why")} ${clean(meaning)}`,
		`  ${style.dim("fix")} ${clean(fix)}`
	].join("\n");
}

export { faultText as t };