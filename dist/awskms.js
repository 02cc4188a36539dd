import { i as KMSClient, n as SignCommand, r as GetPublicKeyCommand, t as SigningAlgorithmSpec } from "./aws-sdk.js";
import { t as tufFaults } from "./faults8.js";
import { o as keyFromSpki } from "./key.js";
import { t as keysFaults } from "./faults15.js";
import { n as locatingKey, r as reading, t as keyInvalid } from "./reading.js";
import { i as remoteSigner, t as answerInvalid } from "./remote.js";
import { t as Fault } from "./fault.js";
import { a as unreachable, t as isPassing } from "./service.js";
import { createHash } from "node:crypto";

// src/keys/aws/awskms-errors.ts
const forbidden = /* @__PURE__ */ new Set([
	"AccessDenied",
	"AccessDeniedException",
	"CredentialsProviderError",
	"ExpiredToken",
	"ExpiredTokenException",
	"IncompleteSignature",
	"IncompleteSignatureException",
	"InvalidClientTokenId",
	"InvalidIdentityToken",
	"InvalidIdentityTokenException",
	"InvalidSignatureException",
	"MissingAuthenticationToken",
	"MissingAuthenticationTokenException",
	"NotAuthorized",
	"OptInRequired",
	"RequestExpired",
	"SignatureDoesNotMatch",
	"TokenProviderError",
	"UnauthorizedException",
	"UnrecognizedClientException"
]);
const busy = /* @__PURE__ */ new Set([
	"DependencyTimeoutException",
	"IDPCommunicationError",
	"KMSInternalException",
	"KeyUnavailableException",
	"LimitExceededException",
	"RequestLimitExceeded",
	"ServiceUnavailableException",
	"Throttling",
	"ThrottlingException",
	"TooManyRequestsException"
]);
const unfit = /* @__PURE__ */ new Map([
	["DisabledException", "it is disabled in AWS KMS"],
	["InvalidKeyUsageException", "its key usage is not SIGN_VERIFY, or its key spec does not sign like this"],
	["KMSInvalidStateException", "it is disabled, waits for its deletion, or has no key material"],
	["UnsupportedOperationException", "it is not an asymmetric key"]
]);
function refusal(service, permission, error) {
	if (error instanceof Fault) return error;
	const name = word$1(member(error, "name"));
	const status = member(member(error, "$metadata"), "httpStatusCode");
	const said = typeof status === "number" ? `HTTP ${status}, ${name}` : name;
	if (name === "NotFoundException") return keysFaults.SIGNER_KEY_MISSING({ service });
	const why = unfit.get(name);
	if (why !== void 0) return keyInvalid(why);
	if (busy.has(name)) return unreachable(service, said);
	if (forbidden.has(name)) {
		const reason = name === "CredentialsProviderError" ? "there are no AWS credentials" : said;
		return keysFaults.SIGNER_FORBIDDEN({
			service,
			permission,
			reason
		});
	}
	if (typeof status === "number" && status >= 300) return byStatus(service, permission, status, said);
	if (status !== void 0 || member(error, "$response") !== void 0) return answerInvalid("it cannot be read");
	return unreachable(service, name === "TimeoutError" || name === "AbortError" ? "no answer in time" : code(error));
}
function byStatus(service, permission, status, said) {
	if (isPassing(status)) return unreachable(service, said);
	if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({
		service,
		permission,
		reason: said
	});
	if (status === 400) return keyInvalid(`${service} refused the request (${said})`);
	return answerInvalid(`it has the status ${status}`);
}
function code(error) {
	const found = member(error, "code");
	return typeof found === "string" && /^[A-Z_]{3,40}$/.test(found) ? found : "the connection failed";
}
function word$1(value) {
	return typeof value === "string" && /^[A-Za-z]{1,60}$/.test(value) ? value : "an unknown error";
}
function member(value, name) {
	return typeof value === "object" && value !== null ? Reflect.get(value, name) : void 0;
}

// src/keys/aws/awskms.ts
const service = "AWS KMS";
const region = "[a-z]{2}(?:-[a-z]+)+-[1-9]\\d?";
const id = "(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";
const alias = "alias/[\\w/-]{1,250}";
const inRegion = new RegExp(`^awskms:///(${id}|${alias})\\?region=(${region})$`);
const byArn = new RegExp(`^awskms:///(arn:aws(?:-[a-z]+)*:kms:(${region}):\\d{12}:(?:key/${id}|${alias}))$`);
const keyArn = new RegExp(`^arn:aws(?:-[a-z]+)*:kms:(${region}):\\d{12}:key/(${id})$`);
const form = "awskms:///KEY?region=REGION with a key's id or alias/NAME, or awskms:///ARN";
const timeout = 3e4;
const timeoutOfOne = 1e4;
const largestMessage = 4096;
const ecdsa = {
	scheme: "ecdsa-sha2-nistp256",
	name: SigningAlgorithmSpec.ECDSA_SHA_256
};
const pss = {
	scheme: "rsassa-pss-sha256",
	name: SigningAlgorithmSpec.RSASSA_PSS_SHA_256
};
const ed25519 = {
	scheme: "ed25519",
	name: SigningAlgorithmSpec.ED25519_SHA_512
};
const algorithms = /* @__PURE__ */ new Map([
	["ECC_NIST_P256", ecdsa],
	["ECC_NIST_EDWARDS25519", ed25519],
	["RSA_2048", pss],
	["RSA_3072", pss],
	["RSA_4096", pss]
]);
const provider = awsKms({});
function awsKms(world) {
	return {
		scheme: "awskms",
		summary: "a key in AWS KMS: awskms:///KEY?region=REGION (its id, or alias/NAME), or awskms:///ARN",
		async open(uri) {
			const [, name, where] = inRegion.exec(uri) ?? byArn.exec(uri) ?? [];
			if (name === void 0 || where === void 0) throw keysFaults.SIGNER_URI_INVALID({ reason: `expected is ${form}` });
			return locatingKey(uri, async () => {
				const client = connect(world, where);
				try {
					const pinned = await pin(client, name);
					return remoteSigner(pinned.key, (bytes) => locatingKey(uri, () => sign$1(client, pinned, bytes)), async () => client.destroy());
				} catch (error) {
					client.destroy();
					throw error;
				}
			});
		}
	};
}
function connect(world, where) {
	const requestHandler = {
		connectionTimeout: timeoutOfOne / 2,
		requestTimeout: timeoutOfOne,
		throwOnRequestTimeout: true
	};
	return new KMSClient({
		...world,
		region: where,
		requestHandler,
		logger: silent
	});
}
const nothing = () => {};
const silent = {
	trace: nothing,
	debug: nothing,
	info: nothing,
	warn: nothing,
	error: nothing
};
async function pin(client, name) {
	const found = await asking("kms:GetPublicKey", (abortSignal) => client.send(new GetPublicKeyCommand({ KeyId: name }), { abortSignal }));
	const algorithm = usable(found);
	const arn = described(found.KeyId, name);
	const key = reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromSpki(found.PublicKey ?? /* @__PURE__ */ new Uint8Array()));
	if (key.scheme !== algorithm.scheme) throw answerInvalid("its key spec is not that of its key");
	return {
		arn,
		key,
		algorithm
	};
}
function usable({ KeyUsage, KeySpec, SigningAlgorithms }) {
	if (KeyUsage !== "SIGN_VERIFY") throw keyInvalid("its key usage is not SIGN_VERIFY");
	const algorithm = algorithms.get(KeySpec);
	if (algorithm === void 0) throw tufFaults.KEY_UNSUPPORTED({ type: word(KeySpec) });
	if (!SigningAlgorithms?.includes(algorithm.name)) throw keyInvalid(`it does not sign with ${algorithm.name}`);
	return algorithm;
}
function described(arn, name) {
	const found = keyArn.exec(arn ?? "");
	if (arn === void 0 || found === null) throw answerInvalid("it does not name the key by its ARN");
	if (!(name.includes("alias/") || (name.startsWith("arn:") ? name === arn : name === found[2]))) throw answerInvalid("it describes another key");
	return arn;
}
async function sign$1(client, pinned, bytes) {
	const { arn, algorithm } = pinned;
	const pure = algorithm === ed25519;
	if (pure && bytes.length > largestMessage) throw keysFaults.SIGNER_MESSAGE_TOO_LARGE({
		service,
		length: bytes.length,
		limit: largestMessage
	});
	const command = new SignCommand({
		KeyId: arn,
		Message: pure ? bytes : createHash("sha256").update(bytes).digest(),
		MessageType: pure ? "RAW" : "DIGEST",
		SigningAlgorithm: algorithm.name
	});
	const reply = await asking("kms:Sign", (abortSignal) => client.send(command, { abortSignal }));
	if (reply.KeyId !== arn) throw answerInvalid("another key signed");
	if (reply.SigningAlgorithm !== algorithm.name) throw answerInvalid("it signed with another algorithm");
	if (reply.Signature === void 0) throw answerInvalid("it has no signature");
	return reply.Signature;
}
async function asking(permission, action) {
	const signal = AbortSignal.timeout(timeout);
	const late = new Promise((_, reject) => {
		signal.addEventListener("abort", () => reject(signal.reason), { once: true });
	});
	try {
		return await Promise.race([action(signal), late]);
	} catch (error) {
		throw refusal(service, permission, error);
	}
}
function word(value) {
	return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,40}$/.test(value) ? value : "unknown";
}

export { awsKms, provider };