import { A as password, D as log, O as multiselect, P as text, R as isCancel, j as select, k as note } from "./dist3.js";
import { t as Fault } from "./fault.js";
import { t as faultText } from "./fault-text.js";

// src/cli/ceremony/dialogue.ts
var Cancelled = class extends Error {};
function openDialogue(input, output, style) {
	const streams = {
		input,
		output
	};
	return {
		style,
		say: (text) => log.message(text, { output }),
		warn: (text) => log.warn(text, { output }),
		refuse(error) {
			if (!(error instanceof Fault)) throw error;
			log.error(faultText(error, style), { output });
		},
		note: (text, title) => note(text, title, { output }),
		async text({ message, usual, problem }) {
			const validate = (typed) => {
				const answer = typed?.trim() || usual;
				return answer === void 0 ? "An answer is needed" : problem?.(answer);
			};
			const shown = usual === void 0 ? {} : {
				placeholder: usual,
				defaultValue: usual
			};
			return answered(await text({
				...streams,
				...shown,
				message,
				validate
			})).trim() || (usual ?? "");
		},
		async secret(message) {
			const validate = (typed) => typed ? void 0 : "A passphrase is needed";
			return answered(await password({
				...streams,
				message,
				validate,
				clearOnError: true
			}));
		},
		async choose(message, options, usual) {
			const initial = usual === void 0 ? {} : { initialValue: usual };
			const settings = {
				...streams,
				...initial,
				message,
				options: [...options],
				showInstructions: false
			};
			return answered(await select(settings));
		},
		async pick(message, options, usual) {
			return answered(await multiselect({
				...streams,
				message,
				options: [...options],
				initialValues: usual,
				required: true
			}));
		}
	};
}
function acceptingDefaults(dialogue) {
	const accepted = /* @__PURE__ */ new Set();
	const first = (message) => !accepted.has(message) && accepted.add(message).size > 0;
	return {
		...dialogue,
		async text(question) {
			const { message, usual, problem } = question;
			if (usual === void 0 || problem?.(usual) !== void 0 || !first(message)) return dialogue.text(question);
			dialogue.say(`${message} ${usual}`);
			return usual;
		},
		async choose(message, options, usual) {
			const answer = options.find(({ value }) => value === usual) ?? options[0];
			if (answer === void 0 || !first(message)) return dialogue.choose(message, options, usual);
			dialogue.say(`${message} ${answer.label}`);
			return answer.value;
		},
		async pick(message, options, usual) {
			if (usual.length === 0 || !first(message)) return dialogue.pick(message, options, usual);
			dialogue.say(`${message} ${usual.join(", ")}`);
			return usual;
		}
	};
}
function answered(answer) {
	if (isCancel(answer)) throw new Cancelled();
	return answer;
}
function yesOrNo(dialogue, message, usual) {
	const options = [{
		value: "yes",
		label: "Yes"
	}, {
		value: "no",
		label: "No"
	}];
	return dialogue.choose(message, usual === "yes" ? options : [...options].reverse(), usual);
}
async function wholeNumber(dialogue, question) {
	const { message, usual, least, most, why } = question;
	const problem = (answer) => {
		if (/^\d{1,9}$/.test(answer) && Number(answer) >= least && Number(answer) <= most) return void 0;
		return `${why !== void 0 && Number(answer) > most ? `${why}; a` : "A"} whole number from ${least} to ${most} is needed`;
	};
	return Number(await dialogue.text({
		message,
		usual: String(usual),
		problem
	}));
}

export { yesOrNo as a, wholeNumber as i, acceptingDefaults as n, openDialogue as r, Cancelled as t };