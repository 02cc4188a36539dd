import { B as createClientLogger, C as logger$2, D as createPipelineRequest, E as createEmptyPipeline, F as delay, H as emitNodeWarning, L as stringToUint8Array, N as stringToUint8Array$1, O as createHttpHeaders, P as uint8ArrayToString$1, R as uint8ArrayToString, S as createDefaultHttpClient, T as isRestError, _ as formDataPolicy, a as RestError$1, b as SDK_VERSION$1, c as multipartPolicyName, d as isReadableStream, f as redirectPolicy, g as agentPolicy, h as tlsPolicy, l as isBinaryBody, m as proxyPolicy, n as bearerTokenAuthenticationPolicyName, o as isRestError$1, p as decompressResponsePolicy, r as createPipelineFromOptions$1, s as multipartPolicy, t as bearerTokenAuthenticationPolicy, u as isBlob, v as defaultRetryPolicy, w as RestError, x as logPolicy, z as createTracingClient } from "./bearerTokenAuthenticationPolicy.js";
import process from "node:process";
import os from "node:os";
import crypto, { createHash, createVerify, publicEncrypt, randomBytes } from "node:crypto";
import { RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING } from "constants";

// node_modules/@azure/core-util/dist/esm/typeGuards.js
function isDefined$1(thing) {
	return typeof thing !== "undefined" && thing !== null;
}
function isObjectWithProperties(thing, properties) {
	if (!isDefined$1(thing) || typeof thing !== "object") return false;
	for (const property of properties) if (!objectHasProperty(thing, property)) return false;
	return true;
}
function objectHasProperty(thing, property) {
	return isDefined$1(thing) && typeof thing === "object" && property in thing;
}

// node_modules/@typespec/ts-http-runtime/dist/esm/util/userAgentPlatform.js
function getHeaderName() {
	return "User-Agent";
}
async function setPlatformSpecificData(map) {
	if (process && process.versions) {
		const osInfo = `${os.type()} ${os.release()}; ${os.arch()}`;
		if (process.versions.bun) map.set("Bun", `${process.versions.bun} (${osInfo})`);
		else if (process.versions.deno) map.set("Deno", `${process.versions.deno} (${osInfo})`);
		else if (process.versions.node) map.set("Node", `${process.versions.node} (${osInfo})`);
	}
}

// node_modules/@typespec/ts-http-runtime/dist/esm/util/userAgent.js
function getUserAgentString(telemetryInfo) {
	const parts = [];
	for (const [key, value] of telemetryInfo) {
		const token = value ? `${key}/${value}` : key;
		parts.push(token);
	}
	return parts.join(" ");
}
function getUserAgentHeaderName() {
	return getHeaderName();
}
async function getUserAgentValue(prefix) {
	const runtimeInfo = /* @__PURE__ */ new Map();
	runtimeInfo.set("ts-http-runtime", SDK_VERSION$1);
	await setPlatformSpecificData(runtimeInfo);
	const defaultAgent = getUserAgentString(runtimeInfo);
	return prefix ? `${prefix} ${defaultAgent}` : defaultAgent;
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/userAgentPolicy.js
const UserAgentHeaderName = getUserAgentHeaderName();
const userAgentPolicyName = "userAgentPolicy";
function userAgentPolicy(options = {}) {
	const userAgentValue = getUserAgentValue(options.userAgentPrefix);
	return {
		name: userAgentPolicyName,
		async sendRequest(request, next) {
			if (!request.headers.has(UserAgentHeaderName)) request.headers.set(UserAgentHeaderName, await userAgentValue);
			return next(request);
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/platformPolicies.js
function addPlatformPolicies(pipeline, options) {
	if (options.agent) pipeline.addPolicy(agentPolicy(options.agent));
	if (options.tlsOptions) pipeline.addPolicy(tlsPolicy(options.tlsOptions));
	pipeline.addPolicy(proxyPolicy(options.proxyOptions));
	pipeline.addPolicy(decompressResponsePolicy());
	pipeline.addPolicy(redirectPolicy(options.redirectOptions), { afterPhase: "Retry" });
}

// node_modules/@typespec/ts-http-runtime/dist/esm/createPipelineFromOptions.js
function createPipelineFromOptions(options) {
	const pipeline = createEmptyPipeline();
	addPlatformPolicies(pipeline, options);
	pipeline.addPolicy(formDataPolicy(), { beforePolicies: [multipartPolicyName] });
	pipeline.addPolicy(userAgentPolicy(options.userAgentOptions));
	pipeline.addPolicy(multipartPolicy(), { afterPhase: "Deserialize" });
	pipeline.addPolicy(defaultRetryPolicy(options.retryOptions), { phase: "Retry" });
	pipeline.addPolicy(logPolicy(options.loggingOptions), { afterPhase: "Sign" });
	return pipeline;
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/apiVersionPolicy.js
const apiVersionPolicyName$1 = "ApiVersionPolicy";
function apiVersionPolicy$1(options) {
	return {
		name: apiVersionPolicyName$1,
		sendRequest: (req, next) => {
			const url = new URL(req.url);
			if (!url.searchParams.get("api-version") && options.apiVersion) req.url = `${req.url}${Array.from(url.searchParams.keys()).length > 0 ? "&" : "?"}api-version=${options.apiVersion}`;
			return next(req);
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/auth/credentials.js
function isOAuth2TokenCredential(credential) {
	return "getOAuth2Token" in credential;
}
function isBearerTokenCredential(credential) {
	return "getBearerToken" in credential;
}
function isBasicCredential(credential) {
	return "username" in credential && "password" in credential;
}
function isApiKeyCredential(credential) {
	return "key" in credential;
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/auth/checkInsecureConnection.js
let insecureConnectionWarningEmmitted = false;
function allowInsecureConnection(request, options) {
	if (options.allowInsecureConnection && request.allowInsecureConnection) {
		const url = new URL(request.url);
		if (url.hostname === "localhost" || url.hostname === "127.0.0.1") return true;
	}
	return false;
}
function emitInsecureConnectionWarning() {
	const warning = "Sending token over insecure transport. Assume any token issued is compromised.";
	logger$2.warning(warning);
	if (!insecureConnectionWarningEmmitted) {
		insecureConnectionWarningEmmitted = true;
		emitNodeWarning(warning);
	}
}
function ensureSecureConnection(request, options) {
	if (!request.url.toLowerCase().startsWith("https://")) {
		if (allowInsecureConnection(request, options)) emitInsecureConnectionWarning();
		else throw new Error("Authentication is not permitted for non-TLS protected (non-https) URLs when allowInsecureConnection is false.");
	}
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/auth/apiKeyAuthenticationPolicy.js
const apiKeyAuthenticationPolicyName = "apiKeyAuthenticationPolicy";
function apiKeyAuthenticationPolicy(options) {
	return {
		name: apiKeyAuthenticationPolicyName,
		async sendRequest(request, next) {
			ensureSecureConnection(request, options);
			const scheme = (request.authSchemes ?? options.authSchemes)?.find((x) => x.kind === "apiKey");
			if (!scheme) return next(request);
			if (scheme.apiKeyLocation !== "header") throw new Error(`Unsupported API key location: ${scheme.apiKeyLocation}`);
			request.headers.set(scheme.name, options.credential.key);
			return next(request);
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/auth/basicAuthenticationPolicy.js
const basicAuthenticationPolicyName = "bearerAuthenticationPolicy";
function basicAuthenticationPolicy(options) {
	return {
		name: basicAuthenticationPolicyName,
		async sendRequest(request, next) {
			ensureSecureConnection(request, options);
			if (!(request.authSchemes ?? options.authSchemes)?.find((x) => x.kind === "http" && x.scheme === "basic")) return next(request);
			const { username, password } = options.credential;
			const headerValue = uint8ArrayToString(stringToUint8Array(`${username}:${password}`, "utf-8"), "base64");
			request.headers.set("Authorization", `Basic ${headerValue}`);
			return next(request);
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/auth/bearerAuthenticationPolicy.js
const bearerAuthenticationPolicyName = "bearerAuthenticationPolicy";
function bearerAuthenticationPolicy(options) {
	return {
		name: bearerAuthenticationPolicyName,
		async sendRequest(request, next) {
			ensureSecureConnection(request, options);
			if (!(request.authSchemes ?? options.authSchemes)?.find((x) => x.kind === "http" && x.scheme === "bearer")) return next(request);
			const token = await options.credential.getBearerToken({ abortSignal: request.abortSignal });
			request.headers.set("Authorization", `Bearer ${token}`);
			return next(request);
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/policies/auth/oauth2AuthenticationPolicy.js
const oauth2AuthenticationPolicyName = "oauth2AuthenticationPolicy";
function oauth2AuthenticationPolicy(options) {
	return {
		name: oauth2AuthenticationPolicyName,
		async sendRequest(request, next) {
			ensureSecureConnection(request, options);
			const scheme = (request.authSchemes ?? options.authSchemes)?.find((x) => x.kind === "oauth2");
			if (!scheme) return next(request);
			const token = await options.credential.getOAuth2Token(scheme.flows, { abortSignal: request.abortSignal });
			request.headers.set("Authorization", `Bearer ${token}`);
			return next(request);
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/clientHelpers.js
let cachedHttpClient;
function createDefaultPipeline$1(options = {}) {
	const pipeline = createPipelineFromOptions(options);
	pipeline.addPolicy(apiVersionPolicy$1(options));
	const { credential, authSchemes, allowInsecureConnection } = options;
	if (credential) {
		if (isApiKeyCredential(credential)) pipeline.addPolicy(apiKeyAuthenticationPolicy({
			authSchemes,
			credential,
			allowInsecureConnection
		}));
		else if (isBasicCredential(credential)) pipeline.addPolicy(basicAuthenticationPolicy({
			authSchemes,
			credential,
			allowInsecureConnection
		}));
		else if (isBearerTokenCredential(credential)) pipeline.addPolicy(bearerAuthenticationPolicy({
			authSchemes,
			credential,
			allowInsecureConnection
		}));
		else if (isOAuth2TokenCredential(credential)) pipeline.addPolicy(oauth2AuthenticationPolicy({
			authSchemes,
			credential,
			allowInsecureConnection
		}));
	}
	return pipeline;
}
function getCachedDefaultHttpsClient() {
	if (!cachedHttpClient) cachedHttpClient = createDefaultHttpClient();
	return cachedHttpClient;
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/multipart.js
function getHeaderValue(descriptor, headerName) {
	if (descriptor.headers) {
		const actualHeaderName = Object.keys(descriptor.headers).find((x) => x.toLowerCase() === headerName.toLowerCase());
		if (actualHeaderName) return descriptor.headers[actualHeaderName];
	}
}
function getPartContentType(descriptor) {
	const contentTypeHeader = getHeaderValue(descriptor, "content-type");
	if (contentTypeHeader) return contentTypeHeader;
	if (descriptor.contentType === null) return;
	if (descriptor.contentType) return descriptor.contentType;
	const { body } = descriptor;
	if (body === null || body === void 0) return;
	if (typeof body === "string" || typeof body === "number" || typeof body === "boolean") return "text/plain; charset=UTF-8";
	if (body instanceof Blob) return body.type || "application/octet-stream";
	if (isBinaryBody(body)) return "application/octet-stream";
	return "application/json";
}
function escapeDispositionField(value) {
	return JSON.stringify(value);
}
function getContentDisposition(descriptor) {
	const contentDispositionHeader = getHeaderValue(descriptor, "content-disposition");
	if (contentDispositionHeader) return contentDispositionHeader;
	if (descriptor.dispositionType === void 0 && descriptor.name === void 0 && descriptor.filename === void 0) return;
	let disposition = descriptor.dispositionType ?? "form-data";
	if (descriptor.name) disposition += `; name=${escapeDispositionField(descriptor.name)}`;
	let filename = void 0;
	if (descriptor.filename) filename = descriptor.filename;
	else if (typeof File !== "undefined" && descriptor.body instanceof File) {
		const filenameFromFile = descriptor.body.name;
		if (filenameFromFile !== "") filename = filenameFromFile;
	}
	if (filename) disposition += `; filename=${escapeDispositionField(filename)}`;
	return disposition;
}
function normalizeBody(body, contentType) {
	if (body === void 0) return new Uint8Array([]);
	if (isBinaryBody(body)) return body;
	if (typeof body === "string" || typeof body === "number" || typeof body === "boolean") return stringToUint8Array(String(body), "utf-8");
	if (contentType && /application\/(.+\+)?json(;.+)?/i.test(String(contentType))) return stringToUint8Array(JSON.stringify(body), "utf-8");
	throw new RestError(`Unsupported body/content-type combination: ${body}, ${contentType}`);
}
function buildBodyPart(descriptor) {
	const contentType = getPartContentType(descriptor);
	const contentDisposition = getContentDisposition(descriptor);
	const headers = createHttpHeaders(descriptor.headers ?? {});
	if (contentType) headers.set("content-type", contentType);
	if (contentDisposition) headers.set("content-disposition", contentDisposition);
	return {
		headers,
		body: normalizeBody(descriptor.body, contentType)
	};
}
function buildMultipartBody(parts) {
	return { parts: parts.map(buildBodyPart) };
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/sendRequest.js
async function sendRequest(method, url, pipeline, options = {}, customHttpClient) {
	const httpClient = customHttpClient ?? getCachedDefaultHttpsClient();
	const request = buildPipelineRequest(method, url, options);
	try {
		const response = await pipeline.sendRequest(httpClient, request);
		const headers = response.headers.toJSON();
		const stream = response.readableStreamBody ?? response.browserStreamBody;
		const parsedBody = options.responseAsStream || stream !== void 0 ? void 0 : getResponseBody(response);
		const body = stream ?? parsedBody;
		if (options?.onResponse) options.onResponse({
			...response,
			request,
			rawHeaders: headers,
			parsedBody
		});
		return {
			request,
			headers,
			status: `${response.status}`,
			body
		};
	} catch (e) {
		if (isRestError(e) && e.response && options.onResponse) {
			const { response } = e;
			const rawHeaders = response.headers.toJSON();
			options?.onResponse({
				...response,
				request,
				rawHeaders
			}, e);
		}
		throw e;
	}
}
function getRequestContentType(options = {}) {
	if (options.contentType) return options.contentType;
	const headerContentType = options.headers?.["content-type"];
	if (typeof headerContentType === "string") return headerContentType;
	return getContentType(options.body);
}
function getContentType(body) {
	if (body === void 0) return;
	if (ArrayBuffer.isView(body)) return "application/octet-stream";
	if (isBlob(body) && body.type) return body.type;
	if (typeof body === "string") try {
		JSON.parse(body);
		return "application/json";
	} catch (error) {
		return;
	}
	return "application/json";
}
function buildPipelineRequest(method, url, options = {}) {
	const requestContentType = getRequestContentType(options);
	const { body, multipartBody } = getRequestBody(options.body, requestContentType);
	const headers = createHttpHeaders({
		...options.headers ? options.headers : {},
		accept: options.accept ?? options.headers?.accept ?? "application/json",
		...requestContentType && { "content-type": requestContentType }
	});
	const { allowInsecureConnection, abortSignal, onUploadProgress, onDownloadProgress, timeout, responseAsStream, url: _url, method: _method, body: _body, multipartBody: _multiBody, headers: _headers, ...rest } = options;
	const request = createPipelineRequest({
		url,
		method,
		body,
		multipartBody,
		headers,
		allowInsecureConnection,
		abortSignal,
		onUploadProgress,
		onDownloadProgress,
		timeout,
		enableBrowserStreams: true,
		streamResponseStatusCodes: responseAsStream ? /* @__PURE__ */ new Set([Number.POSITIVE_INFINITY]) : void 0
	});
	Object.assign(request, rest);
	return request;
}
function getRequestBody(body, contentType = "") {
	if (body === void 0) return { body: void 0 };
	if (typeof FormData !== "undefined" && body instanceof FormData) return { body };
	if (isBlob(body)) return { body };
	if (isReadableStream(body)) return { body };
	if (typeof body === "function") return { body };
	if (ArrayBuffer.isView(body)) return { body: body instanceof Uint8Array ? body : JSON.stringify(body) };
	switch (contentType.split(";")[0]) {
		case "application/json": return { body: JSON.stringify(body) };
		case "multipart/form-data":
			if (Array.isArray(body)) return { multipartBody: buildMultipartBody(body) };
			return { body: JSON.stringify(body) };
		case "text/plain": return { body: String(body) };
		default:
			if (typeof body === "string") return { body };
			return { body: JSON.stringify(body) };
	}
}
function getResponseBody(response) {
	const firstType = (response.headers.get("content-type") ?? "").split(";")[0];
	const bodyToParse = response.bodyAsText ?? "";
	if (firstType === "text/plain") return String(bodyToParse);
	try {
		return bodyToParse ? JSON.parse(bodyToParse) : void 0;
	} catch (error) {
		if (firstType === "application/json") throw createParseError(response, error);
		return String(bodyToParse);
	}
}
function createParseError(response, err) {
	const msg = `Error "${err}" occurred while parsing the response body - ${response.bodyAsText}.`;
	const errCode = err.code ?? RestError.PARSE_ERROR;
	return new RestError(msg, {
		code: errCode,
		statusCode: response.status,
		request: response.request,
		response
	});
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/urlHelpers.js
function isQueryParameterWithOptions(x) {
	if (typeof x !== "object" || x === null || !Object.hasOwn(x, "value")) return false;
	return typeof x.value?.toString === "function";
}
function buildRequestUrl(endpoint, routePath, pathParameters, options = {}) {
	if (routePath.startsWith("https://") || routePath.startsWith("http://")) return routePath;
	endpoint = buildBaseUrl(endpoint, options);
	const updatedRoutePath = buildRoutePath(routePath, pathParameters, options);
	const requestUrl = appendQueryParams(appendPath(endpoint, updatedRoutePath), options);
	return new URL(requestUrl).toString();
}
function appendPath(endpoint, pathToAppend) {
	const endpointSearchStart = endpoint.indexOf("?");
	const pathSearchStart = pathToAppend.indexOf("?");
	const endpointParts = endpointSearchStart !== -1 ? [endpoint.substring(0, endpointSearchStart), endpoint.substring(endpointSearchStart + 1)] : [endpoint, ""];
	const pathParts = pathSearchStart !== -1 ? [pathToAppend.substring(0, pathSearchStart), pathToAppend.substring(pathSearchStart + 1)] : [pathToAppend, ""];
	const combinedSearch = [endpointParts[1], pathParts[1].replaceAll("?", "&")].filter(Boolean).join("&");
	const baseEndpoint = endpointParts[0].replace(/(^[^:]+:\/\/[^/]+)\/\/+/, "$1/");
	const basePathToAppend = pathParts[0];
	let combinedUrl = baseEndpoint;
	if (!baseEndpoint.endsWith("/") && !basePathToAppend.startsWith("/") && basePathToAppend !== "") combinedUrl += `/${basePathToAppend}`;
	else if (baseEndpoint.endsWith("/") && basePathToAppend.startsWith("/")) combinedUrl += basePathToAppend.substring(1);
	else combinedUrl += basePathToAppend;
	if (combinedSearch) combinedUrl += `?${combinedSearch}`;
	return combinedUrl;
}
function getQueryParamValue(key, allowReserved, style, param) {
	let separator;
	if (style === "pipeDelimited") separator = "|";
	else if (style === "spaceDelimited") separator = "%20";
	else separator = ",";
	let paramValues;
	if (Array.isArray(param)) paramValues = param;
	else if (typeof param === "object" && param.toString === Object.prototype.toString) paramValues = Object.entries(param).flat();
	else paramValues = [param];
	const value = paramValues.map((p) => {
		if (p === null || p === void 0) return "";
		if (!p.toString || typeof p.toString !== "function") throw new Error(`Query parameters must be able to be represented as string, ${key} can't`);
		const rawValue = p.toISOString !== void 0 ? p.toISOString() : p.toString();
		return allowReserved ? rawValue : encodeURIComponent(rawValue);
	}).join(separator);
	return `${allowReserved ? key : encodeURIComponent(key)}=${value}`;
}
function simpleParseQueryParams(queryString) {
	const result = /* @__PURE__ */ new Map();
	if (!queryString || queryString[0] !== "?") return result;
	queryString = queryString.slice(1);
	const pairs = queryString.split("&");
	for (const pair of pairs) {
		const eqIndex = pair.indexOf("=");
		const name = eqIndex === -1 ? pair : pair.substring(0, eqIndex);
		const value = eqIndex === -1 ? "" : pair.substring(eqIndex + 1);
		const existingValue = result.get(name);
		if (existingValue !== void 0) {
			if (Array.isArray(existingValue)) existingValue.push(value);
			else result.set(name, [existingValue, value]);
		} else result.set(name, value);
	}
	return result;
}
function appendQueryParams(url, options = {}) {
	if (!options.queryParameters) return url;
	const parsedUrl = new URL(url);
	const queryParams = options.queryParameters;
	const existingParams = simpleParseQueryParams(parsedUrl.search);
	const newParamStrings = [];
	for (const key of Object.keys(queryParams)) {
		const param = queryParams[key];
		if (param === void 0 || param === null) continue;
		const hasMetadata = isQueryParameterWithOptions(param);
		const rawValue = hasMetadata ? param.value : param;
		const explode = hasMetadata ? param.explode ?? false : false;
		const style = hasMetadata && param.style ? param.style : "form";
		if (explode) {
			if (Array.isArray(rawValue)) for (const item of rawValue) newParamStrings.push(getQueryParamValue(key, options.skipUrlEncoding ?? false, style, item));
			else if (rawValue !== null && typeof rawValue === "object") for (const [actualKey, value] of Object.entries(rawValue)) newParamStrings.push(getQueryParamValue(actualKey, options.skipUrlEncoding ?? false, style, value));
			else throw new Error("explode can only be set to true for objects and arrays");
		} else newParamStrings.push(getQueryParamValue(key, options.skipUrlEncoding ?? false, style, rawValue));
	}
	for (const paramString of newParamStrings) {
		const eqIndex = paramString.indexOf("=");
		const name = paramString.substring(0, eqIndex);
		const value = paramString.substring(eqIndex + 1);
		const existingValue = existingParams.get(name);
		if (existingValue !== void 0) {
			if (Array.isArray(existingValue)) {
				if (!existingValue.includes(value)) existingValue.push(value);
			} else if (existingValue !== value) existingParams.set(name, [existingValue, value]);
		} else existingParams.set(name, value);
	}
	const searchPieces = [];
	for (const [name, value] of existingParams) if (Array.isArray(value)) for (const subValue of value) searchPieces.push(`${name}=${subValue}`);
	else searchPieces.push(`${name}=${value}`);
	parsedUrl.search = searchPieces.length ? `?${searchPieces.join("&")}` : "";
	return parsedUrl.toString();
}
function buildBaseUrl(endpoint, options) {
	if (!options.pathParameters) return endpoint;
	const pathParams = options.pathParameters;
	for (const [key, param] of Object.entries(pathParams)) {
		if (param === void 0 || param === null) throw new Error(`Path parameters ${key} must not be undefined or null`);
		if (!param.toString || typeof param.toString !== "function") throw new Error(`Path parameters must be able to be represented as string, ${key} can't`);
		let value = param.toISOString !== void 0 ? param.toISOString() : String(param);
		if (!options.skipUrlEncoding) value = encodeURIComponent(param);
		endpoint = replaceAll(endpoint, `{${key}}`, value) ?? "";
	}
	return endpoint;
}
function buildRoutePath(routePath, pathParameters, options = {}) {
	for (const pathParam of pathParameters) {
		const allowReserved = typeof pathParam === "object" && (pathParam.allowReserved ?? false);
		let value = typeof pathParam === "object" ? pathParam.value : pathParam;
		if (!options.skipUrlEncoding && !allowReserved) value = encodeURIComponent(value);
		routePath = routePath.replace(/\{[\w-]+\}/, String(value));
	}
	return routePath;
}
function replaceAll(value, searchValue, replaceValue) {
	return !value || !searchValue ? value : value.split(searchValue).join(replaceValue || "");
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/getClient.js
function getClient$1(endpoint, clientOptions = {}) {
	const pipeline = clientOptions.pipeline ?? createDefaultPipeline$1(clientOptions);
	if (clientOptions.additionalPolicies?.length) for (const { policy, position } of clientOptions.additionalPolicies) {
		const afterPhase = position === "perRetry" ? "Sign" : void 0;
		pipeline.addPolicy(policy, { afterPhase });
	}
	const { allowInsecureConnection, httpClient } = clientOptions;
	const endpointUrl = clientOptions.endpoint ?? endpoint;
	const client = (path, ...args) => {
		const getUrl = (requestOptions) => buildRequestUrl(endpointUrl, path, args, {
			allowInsecureConnection,
			...requestOptions
		});
		return {
			get: (requestOptions = {}) => {
				return buildOperation("GET", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			post: (requestOptions = {}) => {
				return buildOperation("POST", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			put: (requestOptions = {}) => {
				return buildOperation("PUT", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			patch: (requestOptions = {}) => {
				return buildOperation("PATCH", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			delete: (requestOptions = {}) => {
				return buildOperation("DELETE", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			head: (requestOptions = {}) => {
				return buildOperation("HEAD", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			options: (requestOptions = {}) => {
				return buildOperation("OPTIONS", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			},
			trace: (requestOptions = {}) => {
				return buildOperation("TRACE", getUrl(requestOptions), pipeline, requestOptions, allowInsecureConnection, httpClient);
			}
		};
	};
	return {
		path: client,
		pathUnchecked: client,
		pipeline
	};
}
function buildOperation(method, url, pipeline, options, allowInsecureConnection, httpClient) {
	allowInsecureConnection = options.allowInsecureConnection ?? allowInsecureConnection;
	return {
		then: function(onFulfilled, onrejected) {
			return sendRequest(method, url, pipeline, {
				...options,
				allowInsecureConnection
			}, httpClient).then(onFulfilled, onrejected);
		},
		async asBrowserStream() {
			if (true) throw new Error("`asBrowserStream` is supported only in the browser environment. Use `asNodeStream` instead to obtain the response body stream. If you require a Web stream of the response in Node, consider using `Readable.toWeb` on the result of `asNodeStream`.");
			else return sendRequest(method, url, pipeline, {
				...options,
				allowInsecureConnection,
				responseAsStream: true
			}, httpClient);
		},
		async asNodeStream() {
			if (true) return sendRequest(method, url, pipeline, {
				...options,
				allowInsecureConnection,
				responseAsStream: true
			}, httpClient);
			else throw new Error("`isNodeStream` is not supported in the browser environment. Use `asBrowserStream` to obtain the response body stream.");
		}
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/operationOptionHelpers.js
function operationOptionsToRequestParameters$1(options) {
	return {
		allowInsecureConnection: options.requestOptions?.allowInsecureConnection,
		timeout: options.requestOptions?.timeout,
		skipUrlEncoding: options.requestOptions?.skipUrlEncoding,
		abortSignal: options.abortSignal,
		onUploadProgress: options.requestOptions?.onUploadProgress,
		onDownloadProgress: options.requestOptions?.onDownloadProgress,
		headers: { ...options.requestOptions?.headers },
		onResponse: options.onResponse
	};
}

// node_modules/@typespec/ts-http-runtime/dist/esm/client/restError.js
function createRestError$1(messageOrResponse, response) {
	const resp = typeof messageOrResponse === "string" ? response : messageOrResponse;
	const internalError = resp.body?.error ?? resp.body;
	const message = typeof messageOrResponse === "string" ? messageOrResponse : internalError?.message ?? `Unexpected status code: ${resp.status}`;
	return new RestError(message, {
		statusCode: statusCodeToNumber(resp.status),
		code: internalError?.code,
		request: resp.request,
		response: toPipelineResponse(resp)
	});
}
function toPipelineResponse(errorResponse) {
	return {
		headers: createHttpHeaders(errorResponse.headers),
		request: errorResponse.request,
		status: statusCodeToNumber(errorResponse.status) ?? -1,
		...typeof errorResponse.body === "string" ? { bodyAsText: errorResponse.body } : {}
	};
}
function statusCodeToNumber(statusCode) {
	const status = Number.parseInt(statusCode);
	return Number.isNaN(status) ? void 0 : status;
}

// node_modules/@azure/keyvault-keys/dist/esm/logger.js
const logger$1 = createClientLogger("keyvault-keys");

// node_modules/@azure/keyvault-keys/dist/esm/models/models.js
function keyCreateParametersSerializer(item) {
	return {
		kty: item["kty"],
		key_size: item["keySize"],
		public_exponent: item["publicExponent"],
		key_ops: !item["keyOps"] ? item["keyOps"] : item["keyOps"].map((p) => {
			return p;
		}),
		attributes: !item["keyAttributes"] ? item["keyAttributes"] : keyAttributesSerializer(item["keyAttributes"]),
		tags: item["tags"],
		crv: item["curve"],
		release_policy: !item["releasePolicy"] ? item["releasePolicy"] : keyReleasePolicySerializer(item["releasePolicy"])
	};
}
var KnownJsonWebKeyType;
(function(KnownJsonWebKeyType) {
	KnownJsonWebKeyType["EC"] = "EC";
	KnownJsonWebKeyType["ECHSM"] = "EC-HSM";
	KnownJsonWebKeyType["RSA"] = "RSA";
	KnownJsonWebKeyType["RSAHSM"] = "RSA-HSM";
	KnownJsonWebKeyType["Oct"] = "oct";
	KnownJsonWebKeyType["OctHSM"] = "oct-HSM";
})(KnownJsonWebKeyType || (KnownJsonWebKeyType = {}));
var KnownJsonWebKeyOperation;
(function(KnownJsonWebKeyOperation) {
	KnownJsonWebKeyOperation["Encrypt"] = "encrypt";
	KnownJsonWebKeyOperation["Decrypt"] = "decrypt";
	KnownJsonWebKeyOperation["Sign"] = "sign";
	KnownJsonWebKeyOperation["Verify"] = "verify";
	KnownJsonWebKeyOperation["WrapKey"] = "wrapKey";
	KnownJsonWebKeyOperation["UnwrapKey"] = "unwrapKey";
	KnownJsonWebKeyOperation["Import"] = "import";
	KnownJsonWebKeyOperation["Export"] = "export";
})(KnownJsonWebKeyOperation || (KnownJsonWebKeyOperation = {}));
function keyAttributesSerializer(item) {
	return {
		enabled: item["enabled"],
		nbf: !item["notBefore"] ? item["notBefore"] : item["notBefore"].getTime() / 1e3 | 0,
		exp: !item["expires"] ? item["expires"] : item["expires"].getTime() / 1e3 | 0,
		exportable: item["exportable"]
	};
}
function keyAttributesDeserializer(item) {
	return {
		enabled: item["enabled"],
		notBefore: !item["nbf"] ? item["nbf"] : /* @__PURE__ */ new Date(item["nbf"] * 1e3),
		expires: !item["exp"] ? item["exp"] : /* @__PURE__ */ new Date(item["exp"] * 1e3),
		created: !item["created"] ? item["created"] : /* @__PURE__ */ new Date(item["created"] * 1e3),
		updated: !item["updated"] ? item["updated"] : /* @__PURE__ */ new Date(item["updated"] * 1e3),
		recoverableDays: item["recoverableDays"],
		recoveryLevel: item["recoveryLevel"],
		exportable: item["exportable"],
		hsmPlatform: item["hsmPlatform"],
		attestation: !item["attestation"] ? item["attestation"] : keyAttestationDeserializer(item["attestation"])
	};
}
var KnownDeletionRecoveryLevel;
(function(KnownDeletionRecoveryLevel) {
	KnownDeletionRecoveryLevel["Purgeable"] = "Purgeable";
	KnownDeletionRecoveryLevel["RecoverablePurgeable"] = "Recoverable+Purgeable";
	KnownDeletionRecoveryLevel["Recoverable"] = "Recoverable";
	KnownDeletionRecoveryLevel["RecoverableProtectedSubscription"] = "Recoverable+ProtectedSubscription";
	KnownDeletionRecoveryLevel["CustomizedRecoverablePurgeable"] = "CustomizedRecoverable+Purgeable";
	KnownDeletionRecoveryLevel["CustomizedRecoverable"] = "CustomizedRecoverable";
	KnownDeletionRecoveryLevel["CustomizedRecoverableProtectedSubscription"] = "CustomizedRecoverable+ProtectedSubscription";
})(KnownDeletionRecoveryLevel || (KnownDeletionRecoveryLevel = {}));
function keyAttestationDeserializer(item) {
	return {
		certificatePemFile: !item["certificatePemFile"] ? item["certificatePemFile"] : typeof item["certificatePemFile"] === "string" ? stringToUint8Array$1(item["certificatePemFile"], "base64url") : item["certificatePemFile"],
		privateKeyAttestation: !item["privateKeyAttestation"] ? item["privateKeyAttestation"] : typeof item["privateKeyAttestation"] === "string" ? stringToUint8Array$1(item["privateKeyAttestation"], "base64url") : item["privateKeyAttestation"],
		publicKeyAttestation: !item["publicKeyAttestation"] ? item["publicKeyAttestation"] : typeof item["publicKeyAttestation"] === "string" ? stringToUint8Array$1(item["publicKeyAttestation"], "base64url") : item["publicKeyAttestation"],
		version: item["version"]
	};
}
var KnownJsonWebKeyCurveName;
(function(KnownJsonWebKeyCurveName) {
	KnownJsonWebKeyCurveName["P256"] = "P-256";
	KnownJsonWebKeyCurveName["P384"] = "P-384";
	KnownJsonWebKeyCurveName["P521"] = "P-521";
	KnownJsonWebKeyCurveName["P256K"] = "P-256K";
})(KnownJsonWebKeyCurveName || (KnownJsonWebKeyCurveName = {}));
function keyReleasePolicySerializer(item) {
	return {
		contentType: item["contentType"],
		immutable: item["immutable"],
		data: !item["encodedPolicy"] ? item["encodedPolicy"] : uint8ArrayToString$1(item["encodedPolicy"], "base64url")
	};
}
function keyReleasePolicyDeserializer(item) {
	return {
		contentType: item["contentType"],
		immutable: item["immutable"],
		encodedPolicy: !item["data"] ? item["data"] : typeof item["data"] === "string" ? stringToUint8Array$1(item["data"], "base64url") : item["data"]
	};
}
function keyBundleDeserializer(item) {
	return {
		key: !item["key"] ? item["key"] : jsonWebKeyDeserializer(item["key"]),
		attributes: !item["attributes"] ? item["attributes"] : keyAttributesDeserializer(item["attributes"]),
		tags: item["tags"],
		managed: item["managed"],
		releasePolicy: !item["release_policy"] ? item["release_policy"] : keyReleasePolicyDeserializer(item["release_policy"])
	};
}
function jsonWebKeySerializer(item) {
	return {
		kid: item["kid"],
		kty: item["kty"],
		key_ops: !item["keyOps"] ? item["keyOps"] : item["keyOps"].map((p) => {
			return p;
		}),
		n: !item["n"] ? item["n"] : uint8ArrayToString$1(item["n"], "base64url"),
		e: !item["e"] ? item["e"] : uint8ArrayToString$1(item["e"], "base64url"),
		d: !item["d"] ? item["d"] : uint8ArrayToString$1(item["d"], "base64url"),
		dp: !item["dp"] ? item["dp"] : uint8ArrayToString$1(item["dp"], "base64url"),
		dq: !item["dq"] ? item["dq"] : uint8ArrayToString$1(item["dq"], "base64url"),
		qi: !item["qi"] ? item["qi"] : uint8ArrayToString$1(item["qi"], "base64url"),
		p: !item["p"] ? item["p"] : uint8ArrayToString$1(item["p"], "base64url"),
		q: !item["q"] ? item["q"] : uint8ArrayToString$1(item["q"], "base64url"),
		k: !item["k"] ? item["k"] : uint8ArrayToString$1(item["k"], "base64url"),
		key_hsm: !item["t"] ? item["t"] : uint8ArrayToString$1(item["t"], "base64url"),
		crv: item["crv"],
		x: !item["x"] ? item["x"] : uint8ArrayToString$1(item["x"], "base64url"),
		y: !item["y"] ? item["y"] : uint8ArrayToString$1(item["y"], "base64url")
	};
}
function jsonWebKeyDeserializer(item) {
	return {
		kid: item["kid"],
		kty: item["kty"],
		keyOps: !item["key_ops"] ? item["key_ops"] : item["key_ops"].map((p) => {
			return p;
		}),
		n: !item["n"] ? item["n"] : typeof item["n"] === "string" ? stringToUint8Array$1(item["n"], "base64url") : item["n"],
		e: !item["e"] ? item["e"] : typeof item["e"] === "string" ? stringToUint8Array$1(item["e"], "base64url") : item["e"],
		d: !item["d"] ? item["d"] : typeof item["d"] === "string" ? stringToUint8Array$1(item["d"], "base64url") : item["d"],
		dp: !item["dp"] ? item["dp"] : typeof item["dp"] === "string" ? stringToUint8Array$1(item["dp"], "base64url") : item["dp"],
		dq: !item["dq"] ? item["dq"] : typeof item["dq"] === "string" ? stringToUint8Array$1(item["dq"], "base64url") : item["dq"],
		qi: !item["qi"] ? item["qi"] : typeof item["qi"] === "string" ? stringToUint8Array$1(item["qi"], "base64url") : item["qi"],
		p: !item["p"] ? item["p"] : typeof item["p"] === "string" ? stringToUint8Array$1(item["p"], "base64url") : item["p"],
		q: !item["q"] ? item["q"] : typeof item["q"] === "string" ? stringToUint8Array$1(item["q"], "base64url") : item["q"],
		k: !item["k"] ? item["k"] : typeof item["k"] === "string" ? stringToUint8Array$1(item["k"], "base64url") : item["k"],
		t: !item["key_hsm"] ? item["key_hsm"] : typeof item["key_hsm"] === "string" ? stringToUint8Array$1(item["key_hsm"], "base64url") : item["key_hsm"],
		crv: item["crv"],
		x: !item["x"] ? item["x"] : typeof item["x"] === "string" ? stringToUint8Array$1(item["x"], "base64url") : item["x"],
		y: !item["y"] ? item["y"] : typeof item["y"] === "string" ? stringToUint8Array$1(item["y"], "base64url") : item["y"]
	};
}
function keyVaultErrorDeserializer(item) {
	return { error: !item["error"] ? item["error"] : _keyVaultErrorErrorDeserializer(item["error"]) };
}
function _keyVaultErrorErrorDeserializer(item) {
	return {
		code: item["code"],
		message: item["message"],
		innerError: !item["innererror"] ? item["innererror"] : _keyVaultErrorErrorDeserializer(item["innererror"])
	};
}
function keyImportParametersSerializer(item) {
	return {
		Hsm: item["hsm"],
		key: jsonWebKeySerializer(item["key"]),
		attributes: !item["keyAttributes"] ? item["keyAttributes"] : keyAttributesSerializer(item["keyAttributes"]),
		tags: item["tags"],
		release_policy: !item["releasePolicy"] ? item["releasePolicy"] : keyReleasePolicySerializer(item["releasePolicy"])
	};
}
function deletedKeyBundleDeserializer(item) {
	return {
		key: !item["key"] ? item["key"] : jsonWebKeyDeserializer(item["key"]),
		attributes: !item["attributes"] ? item["attributes"] : keyAttributesDeserializer(item["attributes"]),
		tags: item["tags"],
		managed: item["managed"],
		releasePolicy: !item["release_policy"] ? item["release_policy"] : keyReleasePolicyDeserializer(item["release_policy"]),
		recoveryId: item["recoveryId"],
		scheduledPurgeDate: !item["scheduledPurgeDate"] ? item["scheduledPurgeDate"] : /* @__PURE__ */ new Date(item["scheduledPurgeDate"] * 1e3),
		deletedDate: !item["deletedDate"] ? item["deletedDate"] : /* @__PURE__ */ new Date(item["deletedDate"] * 1e3)
	};
}
function keyUpdateParametersSerializer(item) {
	return {
		key_ops: !item["keyOps"] ? item["keyOps"] : item["keyOps"].map((p) => {
			return p;
		}),
		attributes: !item["keyAttributes"] ? item["keyAttributes"] : keyAttributesSerializer(item["keyAttributes"]),
		tags: item["tags"],
		release_policy: !item["releasePolicy"] ? item["releasePolicy"] : keyReleasePolicySerializer(item["releasePolicy"])
	};
}
function _keyListResultDeserializer(item) {
	return {
		value: !item["value"] ? item["value"] : keyItemArrayDeserializer(item["value"]),
		nextLink: item["nextLink"]
	};
}
function keyItemArrayDeserializer(result) {
	return result.map((item) => {
		return keyItemDeserializer(item);
	});
}
function keyItemDeserializer(item) {
	return {
		kid: item["kid"],
		attributes: !item["attributes"] ? item["attributes"] : keyAttributesDeserializer(item["attributes"]),
		tags: item["tags"],
		managed: item["managed"]
	};
}
function backupKeyResultDeserializer(item) {
	return { value: !item["value"] ? item["value"] : typeof item["value"] === "string" ? stringToUint8Array$1(item["value"], "base64url") : item["value"] };
}
function keyRestoreParametersSerializer(item) {
	return { value: uint8ArrayToString$1(item["keyBundleBackup"], "base64url") };
}
function keyOperationsParametersSerializer(item) {
	return {
		alg: item["algorithm"],
		value: uint8ArrayToString$1(item["value"], "base64url"),
		iv: !item["iv"] ? item["iv"] : uint8ArrayToString$1(item["iv"], "base64url"),
		aad: !item["aad"] ? item["aad"] : uint8ArrayToString$1(item["aad"], "base64url"),
		tag: !item["tag"] ? item["tag"] : uint8ArrayToString$1(item["tag"], "base64url")
	};
}
var KnownJsonWebKeyEncryptionAlgorithm;
(function(KnownJsonWebKeyEncryptionAlgorithm) {
	KnownJsonWebKeyEncryptionAlgorithm["RSAOaep"] = "RSA-OAEP";
	KnownJsonWebKeyEncryptionAlgorithm["RSAOaep256"] = "RSA-OAEP-256";
	KnownJsonWebKeyEncryptionAlgorithm["RSA15"] = "RSA1_5";
	KnownJsonWebKeyEncryptionAlgorithm["A128GCM"] = "A128GCM";
	KnownJsonWebKeyEncryptionAlgorithm["A192GCM"] = "A192GCM";
	KnownJsonWebKeyEncryptionAlgorithm["A256GCM"] = "A256GCM";
	KnownJsonWebKeyEncryptionAlgorithm["A128KW"] = "A128KW";
	KnownJsonWebKeyEncryptionAlgorithm["A192KW"] = "A192KW";
	KnownJsonWebKeyEncryptionAlgorithm["A256KW"] = "A256KW";
	KnownJsonWebKeyEncryptionAlgorithm["A128CBC"] = "A128CBC";
	KnownJsonWebKeyEncryptionAlgorithm["A192CBC"] = "A192CBC";
	KnownJsonWebKeyEncryptionAlgorithm["A256CBC"] = "A256CBC";
	KnownJsonWebKeyEncryptionAlgorithm["A128Cbcpad"] = "A128CBCPAD";
	KnownJsonWebKeyEncryptionAlgorithm["A192Cbcpad"] = "A192CBCPAD";
	KnownJsonWebKeyEncryptionAlgorithm["A256Cbcpad"] = "A256CBCPAD";
	KnownJsonWebKeyEncryptionAlgorithm["CkmAesKeyWrap"] = "CKM_AES_KEY_WRAP";
	KnownJsonWebKeyEncryptionAlgorithm["CkmAesKeyWrapPad"] = "CKM_AES_KEY_WRAP_PAD";
})(KnownJsonWebKeyEncryptionAlgorithm || (KnownJsonWebKeyEncryptionAlgorithm = {}));
function keyOperationResultDeserializer(item) {
	return {
		kid: item["kid"],
		result: !item["value"] ? item["value"] : typeof item["value"] === "string" ? stringToUint8Array$1(item["value"], "base64url") : item["value"],
		iv: !item["iv"] ? item["iv"] : typeof item["iv"] === "string" ? stringToUint8Array$1(item["iv"], "base64url") : item["iv"],
		authenticationTag: !item["tag"] ? item["tag"] : typeof item["tag"] === "string" ? stringToUint8Array$1(item["tag"], "base64url") : item["tag"],
		additionalAuthenticatedData: !item["aad"] ? item["aad"] : typeof item["aad"] === "string" ? stringToUint8Array$1(item["aad"], "base64url") : item["aad"]
	};
}
function keySignParametersSerializer(item) {
	return {
		alg: item["algorithm"],
		value: uint8ArrayToString$1(item["value"], "base64url")
	};
}
var KnownJsonWebKeySignatureAlgorithm;
(function(KnownJsonWebKeySignatureAlgorithm) {
	KnownJsonWebKeySignatureAlgorithm["PS256"] = "PS256";
	KnownJsonWebKeySignatureAlgorithm["PS384"] = "PS384";
	KnownJsonWebKeySignatureAlgorithm["PS512"] = "PS512";
	KnownJsonWebKeySignatureAlgorithm["RS256"] = "RS256";
	KnownJsonWebKeySignatureAlgorithm["RS384"] = "RS384";
	KnownJsonWebKeySignatureAlgorithm["RS512"] = "RS512";
	KnownJsonWebKeySignatureAlgorithm["HS256"] = "HS256";
	KnownJsonWebKeySignatureAlgorithm["HS384"] = "HS384";
	KnownJsonWebKeySignatureAlgorithm["HS512"] = "HS512";
	KnownJsonWebKeySignatureAlgorithm["Rsnull"] = "RSNULL";
	KnownJsonWebKeySignatureAlgorithm["ES256"] = "ES256";
	KnownJsonWebKeySignatureAlgorithm["ES384"] = "ES384";
	KnownJsonWebKeySignatureAlgorithm["ES512"] = "ES512";
	KnownJsonWebKeySignatureAlgorithm["ES256K"] = "ES256K";
})(KnownJsonWebKeySignatureAlgorithm || (KnownJsonWebKeySignatureAlgorithm = {}));
function keyVerifyParametersSerializer(item) {
	return {
		alg: item["algorithm"],
		digest: uint8ArrayToString$1(item["digest"], "base64url"),
		value: uint8ArrayToString$1(item["signature"], "base64url")
	};
}
function keyVerifyResultDeserializer(item) {
	return { value: item["value"] };
}
function keyReleaseParametersSerializer(item) {
	return {
		target: item["targetAttestationToken"],
		nonce: item["nonce"],
		enc: item["enc"]
	};
}
var KnownKeyEncryptionAlgorithm;
(function(KnownKeyEncryptionAlgorithm) {
	KnownKeyEncryptionAlgorithm["CkmRsaAesKeyWrap"] = "CKM_RSA_AES_KEY_WRAP";
	KnownKeyEncryptionAlgorithm["RsaAesKeyWrap256"] = "RSA_AES_KEY_WRAP_256";
	KnownKeyEncryptionAlgorithm["RsaAesKeyWrap384"] = "RSA_AES_KEY_WRAP_384";
})(KnownKeyEncryptionAlgorithm || (KnownKeyEncryptionAlgorithm = {}));
function keyReleaseResultDeserializer(item) {
	return { value: item["value"] };
}
function _deletedKeyListResultDeserializer(item) {
	return {
		value: !item["value"] ? item["value"] : deletedKeyItemArrayDeserializer(item["value"]),
		nextLink: item["nextLink"]
	};
}
function deletedKeyItemArrayDeserializer(result) {
	return result.map((item) => {
		return deletedKeyItemDeserializer(item);
	});
}
function deletedKeyItemDeserializer(item) {
	return {
		kid: item["kid"],
		attributes: !item["attributes"] ? item["attributes"] : keyAttributesDeserializer(item["attributes"]),
		tags: item["tags"],
		managed: item["managed"],
		recoveryId: item["recoveryId"],
		scheduledPurgeDate: !item["scheduledPurgeDate"] ? item["scheduledPurgeDate"] : /* @__PURE__ */ new Date(item["scheduledPurgeDate"] * 1e3),
		deletedDate: !item["deletedDate"] ? item["deletedDate"] : /* @__PURE__ */ new Date(item["deletedDate"] * 1e3)
	};
}
function keyRotationPolicySerializer(item) {
	return {
		lifetimeActions: !item["lifetimeActions"] ? item["lifetimeActions"] : lifetimeActionsArraySerializer(item["lifetimeActions"]),
		attributes: !item["attributes"] ? item["attributes"] : keyRotationPolicyAttributesSerializer(item["attributes"])
	};
}
function keyRotationPolicyDeserializer(item) {
	return {
		id: item["id"],
		lifetimeActions: !item["lifetimeActions"] ? item["lifetimeActions"] : lifetimeActionsArrayDeserializer(item["lifetimeActions"]),
		attributes: !item["attributes"] ? item["attributes"] : keyRotationPolicyAttributesDeserializer(item["attributes"])
	};
}
function lifetimeActionsArraySerializer(result) {
	return result.map((item) => {
		return lifetimeActionsSerializer(item);
	});
}
function lifetimeActionsArrayDeserializer(result) {
	return result.map((item) => {
		return lifetimeActionsDeserializer(item);
	});
}
function lifetimeActionsSerializer(item) {
	return {
		trigger: !item["trigger"] ? item["trigger"] : lifetimeActionsTriggerSerializer(item["trigger"]),
		action: !item["action"] ? item["action"] : lifetimeActionsTypeSerializer(item["action"])
	};
}
function lifetimeActionsDeserializer(item) {
	return {
		trigger: !item["trigger"] ? item["trigger"] : lifetimeActionsTriggerDeserializer(item["trigger"]),
		action: !item["action"] ? item["action"] : lifetimeActionsTypeDeserializer(item["action"])
	};
}
function lifetimeActionsTriggerSerializer(item) {
	return {
		timeAfterCreate: item["timeAfterCreate"],
		timeBeforeExpiry: item["timeBeforeExpiry"]
	};
}
function lifetimeActionsTriggerDeserializer(item) {
	return {
		timeAfterCreate: item["timeAfterCreate"],
		timeBeforeExpiry: item["timeBeforeExpiry"]
	};
}
function lifetimeActionsTypeSerializer(item) {
	return { type: item["type"] };
}
function lifetimeActionsTypeDeserializer(item) {
	return { type: item["type"] };
}
function keyRotationPolicyAttributesSerializer(item) {
	return { expiryTime: item["expiryTime"] };
}
function keyRotationPolicyAttributesDeserializer(item) {
	return {
		expiryTime: item["expiryTime"],
		created: !item["created"] ? item["created"] : /* @__PURE__ */ new Date(item["created"] * 1e3),
		updated: !item["updated"] ? item["updated"] : /* @__PURE__ */ new Date(item["updated"] * 1e3)
	};
}
function getRandomBytesRequestSerializer(item) {
	return { count: item["count"] };
}
function randomBytesDeserializer(item) {
	return { value: typeof item["value"] === "string" ? stringToUint8Array$1(item["value"], "base64url") : item["value"] };
}
var KnownVersions;
(function(KnownVersions) {
	KnownVersions["V75"] = "7.5";
	KnownVersions["V76Preview2"] = "7.6-preview.2";
	KnownVersions["V76"] = "7.6";
	KnownVersions["V20250701"] = "2025-07-01";
})(KnownVersions || (KnownVersions = {}));

// node_modules/@azure-rest/core-client/dist/esm/restError.js
function createRestError(messageOrResponse, response) {
	if (typeof messageOrResponse === "string") return createRestError$1(messageOrResponse, response);
	else return createRestError$1(messageOrResponse);
}

// node_modules/@azure/core-auth/dist/esm/keyCredential.js
function isKeyCredential$1(credential) {
	return isObjectWithProperties(credential, ["key"]) && typeof credential.key === "string";
}

// node_modules/@azure/core-auth/dist/esm/tokenCredential.js
function isTokenCredential(credential) {
	const castCredential = credential;
	return castCredential && typeof castCredential.getToken === "function" && (castCredential.signRequest === void 0 || castCredential.getToken.length > 0);
}

// node_modules/@azure-rest/core-client/dist/esm/apiVersionPolicy.js
const apiVersionPolicyName = "ApiVersionPolicy";
function apiVersionPolicy(options) {
	return {
		name: apiVersionPolicyName,
		sendRequest: (req, next) => {
			const url = new URL(req.url);
			if (!url.searchParams.get("api-version") && options.apiVersion) req.url = `${req.url}${url.searchParams.size > 0 ? "&" : "?"}api-version=${options.apiVersion}`;
			return next(req);
		}
	};
}

// node_modules/@azure-rest/core-client/dist/esm/keyCredentialAuthenticationPolicy.js
const keyCredentialAuthenticationPolicyName = "keyCredentialAuthenticationPolicy";
function keyCredentialAuthenticationPolicy(credential, apiKeyHeaderName) {
	return {
		name: keyCredentialAuthenticationPolicyName,
		sendRequest(request, next) {
			request.headers.set(apiKeyHeaderName, credential.key);
			return next(request);
		}
	};
}

// node_modules/@azure-rest/core-client/dist/esm/clientHelpers.js
function addCredentialPipelinePolicy(pipeline, endpoint, options = {}) {
	const { credential, clientOptions } = options;
	if (!credential) return;
	if (isTokenCredential(credential)) {
		const tokenPolicy = bearerTokenAuthenticationPolicy({
			credential,
			scopes: clientOptions?.credentials?.scopes ?? `${endpoint}/.default`
		});
		pipeline.addPolicy(tokenPolicy);
	} else if (isKeyCredential(credential)) {
		if (!clientOptions?.credentials?.apiKeyHeaderName) throw new Error(`Missing API Key Header Name`);
		const keyPolicy = keyCredentialAuthenticationPolicy(credential, clientOptions?.credentials?.apiKeyHeaderName);
		pipeline.addPolicy(keyPolicy);
	}
}
function createDefaultPipeline(endpoint, credential, options = {}) {
	const pipeline = createPipelineFromOptions$1(options);
	pipeline.addPolicy(apiVersionPolicy(options));
	addCredentialPipelinePolicy(pipeline, endpoint, {
		credential,
		clientOptions: options
	});
	return pipeline;
}
function isKeyCredential(credential) {
	return typeof credential === "object" && credential !== null && "key" in credential && typeof credential.key === "string";
}

// node_modules/@azure-rest/core-client/dist/esm/operationOptionHelpers.js
function operationOptionsToRequestParameters(options) {
	return {
		...operationOptionsToRequestParameters$1(options),
		tracingOptions: options.tracingOptions
	};
}

// node_modules/@azure-rest/core-client/dist/esm/getClient.js
function wrapRequestParameters(parameters) {
	if (parameters.onResponse) return {
		...parameters,
		onResponse(rawResponse, error) {
			parameters.onResponse?.(rawResponse, error, error);
		}
	};
	return parameters;
}
function getClient(endpoint, credentialsOrPipelineOptions, clientOptions = {}) {
	let credentials;
	if (credentialsOrPipelineOptions) {
		if (isCredential(credentialsOrPipelineOptions)) credentials = credentialsOrPipelineOptions;
		else clientOptions = credentialsOrPipelineOptions ?? {};
	}
	const pipeline = clientOptions.pipeline ?? createDefaultPipeline(endpoint, credentials, clientOptions);
	const tspClient = getClient$1(endpoint, {
		...clientOptions,
		pipeline
	});
	const client = (path, ...args) => {
		return {
			get: (requestOptions = {}) => {
				return tspClient.path(path, ...args).get(wrapRequestParameters(requestOptions));
			},
			post: (requestOptions = {}) => {
				return tspClient.path(path, ...args).post(wrapRequestParameters(requestOptions));
			},
			put: (requestOptions = {}) => {
				return tspClient.path(path, ...args).put(wrapRequestParameters(requestOptions));
			},
			patch: (requestOptions = {}) => {
				return tspClient.path(path, ...args).patch(wrapRequestParameters(requestOptions));
			},
			delete: (requestOptions = {}) => {
				return tspClient.path(path, ...args).delete(wrapRequestParameters(requestOptions));
			},
			head: (requestOptions = {}) => {
				return tspClient.path(path, ...args).head(wrapRequestParameters(requestOptions));
			},
			options: (requestOptions = {}) => {
				return tspClient.path(path, ...args).options(wrapRequestParameters(requestOptions));
			},
			trace: (requestOptions = {}) => {
				return tspClient.path(path, ...args).trace(wrapRequestParameters(requestOptions));
			}
		};
	};
	return {
		path: client,
		pathUnchecked: client,
		pipeline: tspClient.pipeline
	};
}
function isCredential(param) {
	return isKeyCredential$1(param) || isTokenCredential(param);
}

// node_modules/@azure/keyvault-keys/dist/esm/constants.js
const SDK_VERSION = "4.10.2";

// node_modules/@azure/keyvault-keys/dist/esm/api/keyVaultContext.js
function createKeyVault(endpointParam, credential, options = {}) {
	const endpointUrl = options.endpoint ?? options.baseUrl ?? String(endpointParam);
	const prefixFromOptions = options?.userAgentOptions?.userAgentPrefix;
	const userAgentInfo = `azsdk-js-keyvault-keys/${SDK_VERSION}`;
	const userAgentPrefix = prefixFromOptions ? `${prefixFromOptions} azsdk-js-api ${userAgentInfo}` : `azsdk-js-api ${userAgentInfo}`;
	const { apiVersion: _, ...updatedOptions } = {
		...options,
		userAgentOptions: { userAgentPrefix },
		loggingOptions: { logger: options.loggingOptions?.logger ?? logger$1.info },
		credentials: { scopes: options.credentials?.scopes ?? ["https://vault.azure.net/.default"] }
	};
	const clientContext = getClient(endpointUrl, credential, updatedOptions);
	clientContext.pipeline.removePolicy({ name: "ApiVersionPolicy" });
	const apiVersion = options.apiVersion ?? "2025-07-01";
	clientContext.pipeline.addPolicy({
		name: "ClientApiVersionPolicy",
		sendRequest: (req, next) => {
			const url = new URL(req.url);
			if (!url.searchParams.get("api-version")) req.url = `${req.url}${Array.from(url.searchParams.keys()).length > 0 ? "&" : "?"}api-version=${apiVersion}`;
			return next(req);
		}
	});
	return {
		...clientContext,
		apiVersion
	};
}

// node_modules/@azure/keyvault-keys/dist/esm/static-helpers/pagingHelpers.js
function buildPagedAsyncIterator(client, getInitialResponse, processResponseBody, expectedStatuses, options = {}) {
	const itemName = options.itemName ?? "value";
	const nextLinkName = options.nextLinkName ?? "nextLink";
	const pagedResult = {
		getPage: async (pageLink) => {
			const result = pageLink === void 0 ? await getInitialResponse() : await client.pathUnchecked(pageLink).get();
			checkPagingRequest(result, expectedStatuses);
			const results = await processResponseBody(result);
			const nextLink = getNextLink(results, nextLinkName);
			return {
				page: getElements(results, itemName),
				nextPageLink: nextLink
			};
		},
		byPage: (settings) => {
			const { continuationToken } = settings ?? {};
			return getPageAsyncIterator(pagedResult, { pageLink: continuationToken });
		}
	};
	return getPagedAsyncIterator(pagedResult);
}
function getPagedAsyncIterator(pagedResult) {
	const iter = getItemAsyncIterator(pagedResult);
	return {
		next() {
			return iter.next();
		},
		[Symbol.asyncIterator]() {
			return this;
		},
		byPage: pagedResult?.byPage ?? ((settings) => {
			const { continuationToken } = settings ?? {};
			return getPageAsyncIterator(pagedResult, { pageLink: continuationToken });
		})
	};
}
async function* getItemAsyncIterator(pagedResult) {
	const pages = getPageAsyncIterator(pagedResult);
	for await (const page of pages) yield* page;
}
async function* getPageAsyncIterator(pagedResult, options = {}) {
	const { pageLink } = options;
	let response = await pagedResult.getPage(pageLink ?? pagedResult.firstPageLink);
	if (!response) return;
	let result = response.page;
	result.continuationToken = response.nextPageLink;
	yield result;
	while (response.nextPageLink) {
		response = await pagedResult.getPage(response.nextPageLink);
		if (!response) return;
		result = response.page;
		result.continuationToken = response.nextPageLink;
		yield result;
	}
}
function getNextLink(body, nextLinkName) {
	if (!nextLinkName) return;
	const nextLink = body[nextLinkName];
	if (typeof nextLink !== "string" && typeof nextLink !== "undefined" && nextLink !== null) throw new RestError$1(`Body Property ${nextLinkName} should be a string or undefined or null but got ${typeof nextLink}`);
	if (nextLink === null) return;
	return nextLink;
}
function getElements(body, itemName) {
	const value = body[itemName];
	if (!Array.isArray(value)) throw new RestError$1(`Couldn't paginate response\n Body doesn't contain an array property with name: ${itemName}`);
	return value ?? [];
}
function checkPagingRequest(response, expectedStatuses) {
	if (!expectedStatuses.includes(response.status)) throw createRestError(`Pagination failed with unexpected statusCode ${response.status}`, response);
}

// node_modules/@azure/keyvault-keys/dist/esm/static-helpers/urlTemplate.js
function encodeComponent(val, reserved, op) {
	return (reserved ?? op === "+") || op === "#" ? encodeReservedComponent(val) : encodeRFC3986URIComponent(val);
}
function encodeReservedComponent(str) {
	return str.split(/(%[0-9A-Fa-f]{2})/g).map((part) => !/%[0-9A-Fa-f]/.test(part) ? encodeURI(part) : part).join("");
}
function encodeRFC3986URIComponent(str) {
	return encodeURIComponent(str).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
function isDefined(val) {
	return val !== void 0 && val !== null;
}
function getNamedAndIfEmpty(op) {
	return [!!op && [
		";",
		"?",
		"&"
	].includes(op), !!op && ["?", "&"].includes(op) ? "=" : ""];
}
function getFirstOrSep(op, isFirst = false) {
	if (isFirst) return !op || op === "+" ? "" : op;
	else if (!op || op === "+" || op === "#") return ",";
	else if (op === "?") return "&";
	else return op;
}
function getExpandedValue(option) {
	let isFirst = option.isFirst;
	const { op, varName, varValue: value, reserved } = option;
	const vals = [];
	const [named, ifEmpty] = getNamedAndIfEmpty(op);
	if (Array.isArray(value)) for (const val of value.filter(isDefined)) {
		vals.push(`${getFirstOrSep(op, isFirst)}`);
		if (named && varName) {
			vals.push(`${encodeURIComponent(varName)}`);
			val === "" ? vals.push(ifEmpty) : vals.push("=");
		}
		vals.push(encodeComponent(val, reserved, op));
		isFirst = false;
	}
	else if (typeof value === "object") for (const key of Object.keys(value)) {
		const val = value[key];
		if (!isDefined(val)) continue;
		vals.push(`${getFirstOrSep(op, isFirst)}`);
		if (key) {
			vals.push(`${encodeURIComponent(key)}`);
			named && val === "" ? vals.push(ifEmpty) : vals.push("=");
		}
		vals.push(encodeComponent(val, reserved, op));
		isFirst = false;
	}
	return vals.join("");
}
function getNonExpandedValue(option) {
	const { op, varName, varValue: value, isFirst, reserved } = option;
	const vals = [];
	const first = getFirstOrSep(op, isFirst);
	const [named, ifEmpty] = getNamedAndIfEmpty(op);
	if (named && varName) {
		vals.push(encodeComponent(varName, reserved, op));
		if (value === "") {
			if (!ifEmpty) vals.push(ifEmpty);
			return !vals.join("") ? void 0 : `${first}${vals.join("")}`;
		}
		vals.push("=");
	}
	const items = [];
	if (Array.isArray(value)) for (const val of value.filter(isDefined)) items.push(encodeComponent(val, reserved, op));
	else if (typeof value === "object") for (const key of Object.keys(value)) {
		if (!isDefined(value[key])) continue;
		items.push(encodeRFC3986URIComponent(key));
		items.push(encodeComponent(value[key], reserved, op));
	}
	vals.push(items.join(","));
	return !vals.join(",") ? void 0 : `${first}${vals.join("")}`;
}
function getVarValue(option) {
	const { op, varName, modifier, isFirst, reserved, varValue: value } = option;
	if (!isDefined(value)) return;
	else if ([
		"string",
		"number",
		"boolean"
	].includes(typeof value)) {
		let val = value.toString();
		const [named, ifEmpty] = getNamedAndIfEmpty(op);
		const vals = [getFirstOrSep(op, isFirst)];
		if (named && varName) {
			vals.push(varName);
			val === "" ? vals.push(ifEmpty) : vals.push("=");
		}
		if (modifier && modifier !== "*") val = val.substring(0, parseInt(modifier, 10));
		vals.push(encodeComponent(val, reserved, op));
		return vals.join("");
	} else if (modifier === "*") return getExpandedValue(option);
	else return getNonExpandedValue(option);
}
function expandUrlTemplate(template, context, option) {
	return template.replace(/\{([^\{\}]+)\}|([^\{\}]+)/g, (_, expr, text) => {
		if (!expr) return encodeReservedComponent(text);
		let op;
		if ([
			"+",
			"#",
			".",
			"/",
			";",
			"?",
			"&"
		].includes(expr[0])) op = expr[0], expr = expr.slice(1);
		const varList = expr.split(/,/g);
		const result = [];
		for (const varSpec of varList) {
			const varMatch = /([^:\*]*)(?::(\d+)|(\*))?/.exec(varSpec);
			if (!varMatch || !varMatch[1]) continue;
			const varValue = getVarValue({
				isFirst: result.length === 0,
				op,
				varValue: context[varMatch[1]],
				varName: varMatch[1],
				modifier: varMatch[2] || varMatch[3],
				reserved: option?.allowReserved
			});
			if (varValue) result.push(varValue);
		}
		return result.join("");
	});
}

// node_modules/@azure/keyvault-keys/dist/esm/api/operations.js
function _getKeyAttestationSend(context, keyName, keyVersion, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}{/key-version}/attestation{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getKeyAttestationDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function getKeyAttestation(context, keyName, keyVersion, options = { requestOptions: {} }) {
	return _getKeyAttestationDeserialize(await _getKeyAttestationSend(context, keyName, keyVersion, options));
}
function _getRandomBytesSend(context, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/rng{?api%2Dversion}", { "api%2Dversion": context.apiVersion }, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: getRandomBytesRequestSerializer(parameters)
	});
}
async function _getRandomBytesDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return randomBytesDeserializer(result.body);
}
async function getRandomBytes(context, parameters, options = { requestOptions: {} }) {
	return _getRandomBytesDeserialize(await _getRandomBytesSend(context, parameters, options));
}
function _updateKeyRotationPolicySend(context, keyName, keyRotationPolicy, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/rotationpolicy{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).put({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyRotationPolicySerializer(keyRotationPolicy)
	});
}
async function _updateKeyRotationPolicyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyRotationPolicyDeserializer(result.body);
}
async function updateKeyRotationPolicy(context, keyName, keyRotationPolicy, options = { requestOptions: {} }) {
	return _updateKeyRotationPolicyDeserialize(await _updateKeyRotationPolicySend(context, keyName, keyRotationPolicy, options));
}
function _getKeyRotationPolicySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/rotationpolicy{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getKeyRotationPolicyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyRotationPolicyDeserializer(result.body);
}
async function getKeyRotationPolicy(context, keyName, options = { requestOptions: {} }) {
	return _getKeyRotationPolicyDeserialize(await _getKeyRotationPolicySend(context, keyName, options));
}
function _recoverDeletedKeySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/deletedkeys/{key-name}/recover{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _recoverDeletedKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function recoverDeletedKey(context, keyName, options = { requestOptions: {} }) {
	return _recoverDeletedKeyDeserialize(await _recoverDeletedKeySend(context, keyName, options));
}
function _purgeDeletedKeySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/deletedkeys/{key-name}{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).delete({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _purgeDeletedKeyDeserialize(result) {
	if (!["204"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
}
async function purgeDeletedKey(context, keyName, options = { requestOptions: {} }) {
	return _purgeDeletedKeyDeserialize(await _purgeDeletedKeySend(context, keyName, options));
}
function _getDeletedKeySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/deletedkeys/{key-name}{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getDeletedKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return deletedKeyBundleDeserializer(result.body);
}
async function getDeletedKey(context, keyName, options = { requestOptions: {} }) {
	return _getDeletedKeyDeserialize(await _getDeletedKeySend(context, keyName, options));
}
function _getDeletedKeysSend(context, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/deletedkeys{?api%2Dversion,maxresults}", {
		"api%2Dversion": context.apiVersion,
		maxresults: options?.maxresults
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getDeletedKeysDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return _deletedKeyListResultDeserializer(result.body);
}
function getDeletedKeys(context, options = { requestOptions: {} }) {
	return buildPagedAsyncIterator(context, () => _getDeletedKeysSend(context, options), _getDeletedKeysDeserialize, ["200"], {
		itemName: "value",
		nextLinkName: "nextLink"
	});
}
function _releaseSend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}{/key-version}/release{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyReleaseParametersSerializer(parameters)
	});
}
async function _releaseDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyReleaseResultDeserializer(result.body);
}
async function release$1(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _releaseDeserialize(await _releaseSend(context, keyName, keyVersion, parameters, options));
}
function _unwrapKeySend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}/unwrapkey{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyOperationsParametersSerializer(parameters)
	});
}
async function _unwrapKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyOperationResultDeserializer(result.body);
}
async function unwrapKey(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _unwrapKeyDeserialize(await _unwrapKeySend(context, keyName, keyVersion, parameters, options));
}
function _wrapKeySend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}/wrapkey{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyOperationsParametersSerializer(parameters)
	});
}
async function _wrapKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyOperationResultDeserializer(result.body);
}
async function wrapKey(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _wrapKeyDeserialize(await _wrapKeySend(context, keyName, keyVersion, parameters, options));
}
function _verifySend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}/verify{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyVerifyParametersSerializer(parameters)
	});
}
async function _verifyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyVerifyResultDeserializer(result.body);
}
async function verify$1(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _verifyDeserialize(await _verifySend(context, keyName, keyVersion, parameters, options));
}
function _signSend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}/sign{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keySignParametersSerializer(parameters)
	});
}
async function _signDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyOperationResultDeserializer(result.body);
}
async function sign$1(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _signDeserialize(await _signSend(context, keyName, keyVersion, parameters, options));
}
function _decryptSend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}/decrypt{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyOperationsParametersSerializer(parameters)
	});
}
async function _decryptDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyOperationResultDeserializer(result.body);
}
async function decrypt(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _decryptDeserialize(await _decryptSend(context, keyName, keyVersion, parameters, options));
}
function _encryptSend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}/encrypt{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyOperationsParametersSerializer(parameters)
	});
}
async function _encryptDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyOperationResultDeserializer(result.body);
}
async function encrypt(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _encryptDeserialize(await _encryptSend(context, keyName, keyVersion, parameters, options));
}
function _restoreKeySend(context, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/restore{?api%2Dversion}", { "api%2Dversion": context.apiVersion }, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyRestoreParametersSerializer(parameters)
	});
}
async function _restoreKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function restoreKey(context, parameters, options = { requestOptions: {} }) {
	return _restoreKeyDeserialize(await _restoreKeySend(context, parameters, options));
}
function _backupKeySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/backup{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _backupKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return backupKeyResultDeserializer(result.body);
}
async function backupKey(context, keyName, options = { requestOptions: {} }) {
	return _backupKeyDeserialize(await _backupKeySend(context, keyName, options));
}
function _getKeysSend(context, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys{?api%2Dversion,maxresults}", {
		"api%2Dversion": context.apiVersion,
		maxresults: options?.maxresults
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getKeysDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return _keyListResultDeserializer(result.body);
}
function getKeys(context, options = { requestOptions: {} }) {
	return buildPagedAsyncIterator(context, () => _getKeysSend(context, options), _getKeysDeserialize, ["200"], {
		itemName: "value",
		nextLinkName: "nextLink"
	});
}
function _getKeyVersionsSend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/versions{?api%2Dversion,maxresults}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion,
		maxresults: options?.maxresults
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getKeyVersionsDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return _keyListResultDeserializer(result.body);
}
function getKeyVersions(context, keyName, options = { requestOptions: {} }) {
	return buildPagedAsyncIterator(context, () => _getKeyVersionsSend(context, keyName, options), _getKeyVersionsDeserialize, ["200"], {
		itemName: "value",
		nextLinkName: "nextLink"
	});
}
function _getKeySend(context, keyName, keyVersion, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).get({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _getKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function getKey(context, keyName, keyVersion, options = { requestOptions: {} }) {
	return _getKeyDeserialize(await _getKeySend(context, keyName, keyVersion, options));
}
function _updateKeySend(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/{key-version}{?api%2Dversion}", {
		"key-name": keyName,
		"key-version": keyVersion,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).patch({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyUpdateParametersSerializer(parameters)
	});
}
async function _updateKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function updateKey(context, keyName, keyVersion, parameters, options = { requestOptions: {} }) {
	return _updateKeyDeserialize(await _updateKeySend(context, keyName, keyVersion, parameters, options));
}
function _deleteKeySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).delete({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _deleteKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return deletedKeyBundleDeserializer(result.body);
}
async function deleteKey(context, keyName, options = { requestOptions: {} }) {
	return _deleteKeyDeserialize(await _deleteKeySend(context, keyName, options));
}
function _importKeySend(context, keyName, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).put({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyImportParametersSerializer(parameters)
	});
}
async function _importKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function importKey(context, keyName, parameters, options = { requestOptions: {} }) {
	return _importKeyDeserialize(await _importKeySend(context, keyName, parameters, options));
}
function _rotateKeySend(context, keyName, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/rotate{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		}
	});
}
async function _rotateKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function rotateKey(context, keyName, options = { requestOptions: {} }) {
	return _rotateKeyDeserialize(await _rotateKeySend(context, keyName, options));
}
function _createKeySend(context, keyName, parameters, options = { requestOptions: {} }) {
	const path = expandUrlTemplate("/keys/{key-name}/create{?api%2Dversion}", {
		"key-name": keyName,
		"api%2Dversion": context.apiVersion
	}, { allowReserved: options?.requestOptions?.skipUrlEncoding });
	return context.path(path).post({
		...operationOptionsToRequestParameters(options),
		contentType: "application/json",
		headers: {
			accept: "application/json",
			...options.requestOptions?.headers
		},
		body: keyCreateParametersSerializer(parameters)
	});
}
async function _createKeyDeserialize(result) {
	if (!["200"].includes(result.status)) {
		const error = createRestError(result);
		error.details = keyVaultErrorDeserializer(result.body);
		throw error;
	}
	return keyBundleDeserializer(result.body);
}
async function createKey(context, keyName, parameters, options = { requestOptions: {} }) {
	return _createKeyDeserialize(await _createKeySend(context, keyName, parameters, options));
}

// node_modules/@azure/keyvault-keys/dist/esm/keyVaultClient.js
var KeyVaultClient = class {
	_client;
	pipeline;
	constructor(endpointParam, credential, options = {}) {
		const prefixFromOptions = options?.userAgentOptions?.userAgentPrefix;
		const userAgentPrefix = prefixFromOptions ? `${prefixFromOptions} azsdk-js-client` : `azsdk-js-client`;
		this._client = createKeyVault(endpointParam, credential, {
			...options,
			userAgentOptions: { userAgentPrefix }
		});
		this.pipeline = this._client.pipeline;
	}
	getKeyAttestation(keyName, keyVersion, options = { requestOptions: {} }) {
		return getKeyAttestation(this._client, keyName, keyVersion, options);
	}
	getRandomBytes(parameters, options = { requestOptions: {} }) {
		return getRandomBytes(this._client, parameters, options);
	}
	updateKeyRotationPolicy(keyName, keyRotationPolicy, options = { requestOptions: {} }) {
		return updateKeyRotationPolicy(this._client, keyName, keyRotationPolicy, options);
	}
	getKeyRotationPolicy(keyName, options = { requestOptions: {} }) {
		return getKeyRotationPolicy(this._client, keyName, options);
	}
	recoverDeletedKey(keyName, options = { requestOptions: {} }) {
		return recoverDeletedKey(this._client, keyName, options);
	}
	purgeDeletedKey(keyName, options = { requestOptions: {} }) {
		return purgeDeletedKey(this._client, keyName, options);
	}
	getDeletedKey(keyName, options = { requestOptions: {} }) {
		return getDeletedKey(this._client, keyName, options);
	}
	getDeletedKeys(options = { requestOptions: {} }) {
		return getDeletedKeys(this._client, options);
	}
	release(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return release$1(this._client, keyName, keyVersion, parameters, options);
	}
	unwrapKey(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return unwrapKey(this._client, keyName, keyVersion, parameters, options);
	}
	wrapKey(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return wrapKey(this._client, keyName, keyVersion, parameters, options);
	}
	verify(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return verify$1(this._client, keyName, keyVersion, parameters, options);
	}
	sign(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return sign$1(this._client, keyName, keyVersion, parameters, options);
	}
	decrypt(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return decrypt(this._client, keyName, keyVersion, parameters, options);
	}
	encrypt(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return encrypt(this._client, keyName, keyVersion, parameters, options);
	}
	restoreKey(parameters, options = { requestOptions: {} }) {
		return restoreKey(this._client, parameters, options);
	}
	backupKey(keyName, options = { requestOptions: {} }) {
		return backupKey(this._client, keyName, options);
	}
	getKeys(options = { requestOptions: {} }) {
		return getKeys(this._client, options);
	}
	getKeyVersions(keyName, options = { requestOptions: {} }) {
		return getKeyVersions(this._client, keyName, options);
	}
	getKey(keyName, keyVersion, options = { requestOptions: {} }) {
		return getKey(this._client, keyName, keyVersion, options);
	}
	updateKey(keyName, keyVersion, parameters, options = { requestOptions: {} }) {
		return updateKey(this._client, keyName, keyVersion, parameters, options);
	}
	deleteKey(keyName, options = { requestOptions: {} }) {
		return deleteKey(this._client, keyName, options);
	}
	importKey(keyName, parameters, options = { requestOptions: {} }) {
		return importKey(this._client, keyName, parameters, options);
	}
	rotateKey(keyName, options = { requestOptions: {} }) {
		return rotateKey(this._client, keyName, options);
	}
	createKey(keyName, parameters, options = { requestOptions: {} }) {
		return createKey(this._client, keyName, parameters, options);
	}
};

// node_modules/@azure/keyvault-common/dist/esm/parseWWWAuthenticate.js
const validWWWAuthenticateProperties = [
	"authorization",
	"authorization_url",
	"resource",
	"scope",
	"tenantId",
	"claims",
	"error"
];
function parseWWWAuthenticateHeader(headerValue) {
	const parsed = headerValue.split(/,? +/).reduce((kvPairs, p) => {
		if (p.match(/\w="/)) {
			const [key, ...value] = p.split("=");
			if (validWWWAuthenticateProperties.includes(key)) return {
				...kvPairs,
				[key]: value.join("=").slice(1, -1)
			};
		}
		return kvPairs;
	}, {});
	if (parsed.authorization) try {
		const tenantId = new URL(parsed.authorization).pathname.substring(1);
		if (tenantId) parsed.tenantId = tenantId;
	} catch (_) {
		throw new Error(`The challenge authorization URI '${parsed.authorization}' is invalid.`);
	}
	return parsed;
}

// node_modules/@azure/keyvault-common/dist/esm/tokenCycler.js
const DEFAULT_CYCLER_OPTIONS = {
	forcedRefreshWindowInMs: 1e3,
	retryIntervalInMs: 3e3,
	refreshWindowInMs: 12e4
};
async function beginRefresh(getAccessToken, retryIntervalInMs, refreshTimeout) {
	async function tryGetAccessToken() {
		if (Date.now() < refreshTimeout) try {
			return await getAccessToken();
		} catch {
			return null;
		}
		else {
			const finalToken = await getAccessToken();
			if (finalToken === null) throw new Error("Failed to refresh access token.");
			return finalToken;
		}
	}
	let token = await tryGetAccessToken();
	while (token === null) {
		await delay(retryIntervalInMs);
		token = await tryGetAccessToken();
	}
	return token;
}
function createTokenCycler(credential, tokenCyclerOptions) {
	let refreshWorker = null;
	let token = null;
	let tenantId;
	const options = {
		...DEFAULT_CYCLER_OPTIONS,
		...tokenCyclerOptions
	};
	const cycler = {
		get isRefreshing() {
			return refreshWorker !== null;
		},
		get shouldRefresh() {
			if (cycler.isRefreshing) return false;
			if (token?.refreshAfterTimestamp && token.refreshAfterTimestamp < Date.now()) return true;
			return (token?.expiresOnTimestamp ?? 0) - options.refreshWindowInMs < Date.now();
		},
		get mustRefresh() {
			return token === null || token.expiresOnTimestamp - options.forcedRefreshWindowInMs < Date.now();
		}
	};
	function refresh(scopes, getTokenOptions) {
		if (!cycler.isRefreshing) {
			const tryGetAccessToken = () => credential.getToken(scopes, getTokenOptions);
			refreshWorker = beginRefresh(tryGetAccessToken, options.retryIntervalInMs, token?.expiresOnTimestamp ?? Date.now()).then((_token) => {
				refreshWorker = null;
				token = _token;
				tenantId = getTokenOptions.tenantId;
				return token;
			}).catch((reason) => {
				refreshWorker = null;
				token = null;
				tenantId = void 0;
				throw reason;
			});
		}
		return refreshWorker;
	}
	return async (scopes, tokenOptions) => {
		const hasClaimChallenge = Boolean(tokenOptions.claims);
		const tenantIdChanged = tenantId !== tokenOptions.tenantId;
		if (hasClaimChallenge) token = null;
		if (tenantIdChanged || hasClaimChallenge || cycler.mustRefresh) return refresh(scopes, tokenOptions);
		if (cycler.shouldRefresh) refresh(scopes, tokenOptions);
		return token;
	};
}

// node_modules/@azure/keyvault-common/dist/esm/logger.js
const logger = createClientLogger("keyvault-common");

// node_modules/@azure/keyvault-common/dist/esm/keyVaultAuthenticationPolicy.js
function verifyChallengeResource(scope, request) {
	let scopeAsUrl;
	try {
		scopeAsUrl = new URL(scope);
	} catch (e) {
		throw new Error(`The challenge contains invalid scope '${scope}'`);
	}
	if (!new URL(request.url).hostname.endsWith(`.${scopeAsUrl.hostname}`)) throw new Error(`The challenge resource '${scopeAsUrl.hostname}' does not match the requested domain. Set disableChallengeResourceVerification to true in your client options to disable. See https://aka.ms/azsdk/blog/vault-uri for more information.`);
}
const keyVaultAuthenticationPolicyName = "keyVaultAuthenticationPolicy";
function keyVaultAuthenticationPolicy(credential, options = {}) {
	const { disableChallengeResourceVerification } = options;
	let challengeState = { status: "none" };
	const getAccessToken = createTokenCycler(credential);
	function requestToOptions(request) {
		return {
			abortSignal: request.abortSignal,
			requestOptions: { timeout: request.timeout > 0 ? request.timeout : void 0 },
			tracingOptions: request.tracingOptions
		};
	}
	async function authorizeRequest(request) {
		const requestOptions = requestToOptions(request);
		switch (challengeState.status) {
			case "none":
				challengeState = {
					status: "started",
					originalBody: request.body
				};
				request.body = null;
				break;
			case "started": break;
			case "complete": {
				const token = await getAccessToken(challengeState.scopes, {
					...requestOptions,
					enableCae: true,
					tenantId: challengeState.tenantId
				});
				if (token) request.headers.set("authorization", `Bearer ${token.token}`);
				break;
			}
		}
	}
	async function handleChallenge(request, response, next) {
		if (response.status !== 401) return response;
		if (request.body === null && challengeState.status === "started") request.body = challengeState.originalBody;
		const getTokenOptions = requestToOptions(request);
		const challenge = response.headers.get("WWW-Authenticate");
		if (!challenge) {
			logger.warning("keyVaultAuthentication policy encountered a 401 response without a corresponding WWW-Authenticate header. This is unexpected. Not handling the 401 response.");
			return response;
		}
		const parsedChallenge = parseWWWAuthenticateHeader(challenge);
		const scope = parsedChallenge.resource ? parsedChallenge.resource + "/.default" : parsedChallenge.scope;
		if (!scope) return response;
		if (!disableChallengeResourceVerification) verifyChallengeResource(scope, request);
		const accessToken = await getAccessToken([scope], {
			...getTokenOptions,
			enableCae: true,
			tenantId: parsedChallenge.tenantId
		});
		if (!accessToken) return response;
		request.headers.set("Authorization", `Bearer ${accessToken.token}`);
		challengeState = {
			status: "complete",
			scopes: [scope],
			tenantId: parsedChallenge.tenantId
		};
		return next(request);
	}
	async function handleCaeChallenge(request, response, next) {
		if (challengeState.status !== "complete") return response;
		if (response.status !== 401) return response;
		const getTokenOptions = requestToOptions(request);
		const challenge = response.headers.get("WWW-Authenticate");
		if (!challenge) return response;
		const { claims: base64EncodedClaims, error } = parseWWWAuthenticateHeader(challenge);
		if (error !== "insufficient_claims" || base64EncodedClaims === void 0) return response;
		const claims = atob(base64EncodedClaims);
		const accessToken = await getAccessToken(challengeState.scopes, {
			...getTokenOptions,
			enableCae: true,
			tenantId: challengeState.tenantId,
			claims
		});
		request.headers.set("Authorization", `Bearer ${accessToken.token}`);
		return next(request);
	}
	async function sendRequest(request, next) {
		await authorizeRequest(request);
		let response = await next(request);
		response = await handleChallenge(request, response, next);
		response = await handleCaeChallenge(request, response, next);
		return response;
	}
	return {
		name: keyVaultAuthenticationPolicyName,
		sendRequest
	};
}

// node_modules/@azure/keyvault-common/dist/esm/parseKeyVaultIdentifier.js
function parseKeyVaultIdentifier(collection, identifier) {
	if (typeof collection !== "string" || !(collection = collection.trim())) throw new Error("Invalid collection argument");
	if (typeof identifier !== "string" || !(identifier = identifier.trim())) throw new Error("Invalid identifier argument");
	let baseUri;
	try {
		baseUri = new URL(identifier);
	} catch (e) {
		throw new Error(`Invalid ${collection} identifier: ${identifier}. Not a valid URI`);
	}
	const segments = (baseUri.pathname || "").split("/");
	if (segments.length !== 3 && segments.length !== 4) throw new Error(`Invalid ${collection} identifier: ${identifier}. Bad number of segments: ${segments.length}`);
	if (collection !== segments[1]) throw new Error(`Invalid ${collection} identifier: ${identifier}. segment [1] should be "${collection}", found "${segments[1]}"`);
	return {
		vaultUrl: `${baseUri.protocol}//${baseUri.host}`,
		name: segments[2],
		version: segments.length === 4 ? segments[3] : void 0
	};
}

// node_modules/@azure/keyvault-keys/dist/esm/tracing.js
const tracingClient = createTracingClient({
	namespace: "Microsoft.KeyVault",
	packageName: "@azure/keyvault-keys",
	packageVersion: SDK_VERSION
});

// node_modules/@azure/keyvault-keys/dist/esm/identifier.js
function parseKeyVaultKeyIdentifier(id) {
	const collection = id.split("/")[3];
	return {
		sourceId: id,
		...parseKeyVaultIdentifier(collection, id)
	};
}

// node_modules/@azure/keyvault-keys/dist/esm/transformations.js
function getKeyFromKeyBundle(bundle) {
	const keyBundle = bundle;
	const deletedKeyBundle = bundle;
	const parsedId = parseKeyVaultKeyIdentifier(keyBundle.key.kid);
	const attributes = keyBundle.attributes || {};
	const resultObject = {
		key: keyBundle.key,
		id: keyBundle.key ? keyBundle.key.kid : void 0,
		name: parsedId.name,
		keyOperations: keyBundle.key ? keyBundle.key.keyOps : void 0,
		keyType: keyBundle.key ? keyBundle.key.kty : void 0,
		properties: {
			tags: keyBundle.tags,
			enabled: attributes.enabled,
			notBefore: attributes.notBefore,
			expiresOn: attributes.expires,
			createdOn: attributes.created,
			updatedOn: attributes.updated,
			recoverableDays: attributes.recoverableDays,
			recoveryLevel: attributes.recoveryLevel,
			exportable: attributes.exportable,
			releasePolicy: keyBundle.releasePolicy,
			hsmPlatform: attributes.hsmPlatform,
			vaultUrl: parsedId.vaultUrl,
			version: parsedId.version,
			name: parsedId.name,
			managed: keyBundle.managed,
			id: keyBundle.key ? keyBundle.key.kid : void 0
		}
	};
	if (deletedKeyBundle.recoveryId) {
		resultObject.properties.recoveryId = deletedKeyBundle.recoveryId;
		resultObject.properties.scheduledPurgeDate = deletedKeyBundle.scheduledPurgeDate;
		resultObject.properties.deletedOn = deletedKeyBundle.deletedDate;
	}
	if (attributes.attestation) resultObject.properties.attestation = attributes.attestation;
	return resultObject;
}
function getDeletedKeyFromDeletedKeyItem(keyItem) {
	const commonProperties = getKeyPropertiesFromKeyItem(keyItem);
	return {
		key: { kid: keyItem.kid },
		id: keyItem.kid,
		name: commonProperties.name,
		properties: {
			...commonProperties,
			recoveryId: keyItem.recoveryId,
			scheduledPurgeDate: keyItem.scheduledPurgeDate,
			deletedOn: keyItem.deletedDate
		}
	};
}
function getKeyPropertiesFromKeyItem(keyItem) {
	const parsedId = parseKeyVaultKeyIdentifier(keyItem.kid);
	const attributes = keyItem.attributes || {};
	return {
		createdOn: attributes.created,
		enabled: attributes?.enabled,
		expiresOn: attributes?.expires,
		id: keyItem.kid,
		managed: keyItem.managed,
		name: parsedId.name,
		notBefore: attributes?.notBefore,
		recoverableDays: attributes?.recoverableDays,
		recoveryLevel: attributes?.recoveryLevel,
		hsmPlatform: attributes?.hsmPlatform,
		tags: keyItem.tags,
		updatedOn: attributes.updated,
		vaultUrl: parsedId.vaultUrl,
		version: parsedId.version
	};
}
const actionTypeCaseInsensitiveMapping = {
	rotate: "Rotate",
	notify: "Notify"
};
function getNormalizedActionType(caseInsensitiveActionType) {
	const result = actionTypeCaseInsensitiveMapping[caseInsensitiveActionType.toLowerCase()];
	if (result) return result;
	throw new Error(`Unrecognized action type: ${caseInsensitiveActionType}`);
}
const keyRotationTransformations = {
	propertiesToGenerated: function(parameters) {
		return {
			attributes: { expiryTime: parameters.expiresIn },
			lifetimeActions: parameters.lifetimeActions?.map((action) => {
				const generatedAction = {
					action: { type: action.action },
					trigger: {}
				};
				if (action.timeAfterCreate) generatedAction.trigger.timeAfterCreate = action.timeAfterCreate;
				if (action.timeBeforeExpiry) generatedAction.trigger.timeBeforeExpiry = action.timeBeforeExpiry;
				return generatedAction;
			})
		};
	},
	generatedToPublic(generated) {
		return {
			id: generated.id,
			createdOn: generated.attributes?.created,
			updatedOn: generated.attributes?.updated,
			expiresIn: generated.attributes?.expiryTime,
			lifetimeActions: generated.lifetimeActions?.map((action) => {
				return {
					action: getNormalizedActionType(action.action.type),
					timeAfterCreate: action.trigger?.timeAfterCreate,
					timeBeforeExpiry: action.trigger?.timeBeforeExpiry
				};
			})
		};
	}
};
function mapPagedAsyncIterable(options, operation, mapper) {
	let iter = void 0;
	return {
		async next() {
			iter ??= operation({
				...options,
				maxresults: void 0
			});
			const result = await iter.next();
			return {
				...result,
				value: result.value && mapper(result.value)
			};
		},
		[Symbol.asyncIterator]() {
			return this;
		},
		async *byPage(settings) {
			const iteratorByPage = operation({
				...options,
				maxresults: settings?.maxPageSize
			}).byPage(settings);
			for await (const page of iteratorByPage) yield page.map(mapper);
		}
	};
}

// node_modules/@azure/core-lro/dist/esm/legacy/poller.js
var PollerStoppedError = class PollerStoppedError extends Error {
	constructor(message) {
		super(message);
		this.name = "PollerStoppedError";
		Object.setPrototypeOf(this, PollerStoppedError.prototype);
	}
};
var PollerCancelledError = class PollerCancelledError extends Error {
	constructor(message) {
		super(message);
		this.name = "PollerCancelledError";
		Object.setPrototypeOf(this, PollerCancelledError.prototype);
	}
};
var Poller = class {
	constructor(operation) {
		this.resolveOnUnsuccessful = false;
		this.stopped = true;
		this.pollProgressCallbacks = [];
		this.operation = operation;
		this.promise = new Promise((resolve, reject) => {
			this.resolve = resolve;
			this.reject = reject;
		});
		this.promise.catch(() => {});
	}
	async startPolling(pollOptions = {}) {
		if (this.stopped) this.stopped = false;
		while (!this.isStopped() && !this.isDone()) {
			await this.poll(pollOptions);
			await this.delay();
		}
	}
	async pollOnce(options = {}) {
		if (!this.isDone()) this.operation = await this.operation.update({
			abortSignal: options.abortSignal,
			fireProgress: this.fireProgress.bind(this)
		});
		this.processUpdatedState();
	}
	fireProgress(state) {
		for (const callback of this.pollProgressCallbacks) callback(state);
	}
	async cancelOnce(options = {}) {
		this.operation = await this.operation.cancel(options);
	}
	poll(options = {}) {
		if (!this.pollOncePromise) {
			this.pollOncePromise = this.pollOnce(options);
			const clearPollOncePromise = () => {
				this.pollOncePromise = void 0;
			};
			this.pollOncePromise.then(clearPollOncePromise, clearPollOncePromise).catch(this.reject);
		}
		return this.pollOncePromise;
	}
	processUpdatedState() {
		if (this.operation.state.error) {
			this.stopped = true;
			if (!this.resolveOnUnsuccessful) {
				this.reject(this.operation.state.error);
				throw this.operation.state.error;
			}
		}
		if (this.operation.state.isCancelled) {
			this.stopped = true;
			if (!this.resolveOnUnsuccessful) {
				const error = new PollerCancelledError("Operation was canceled");
				this.reject(error);
				throw error;
			}
		}
		if (this.isDone() && this.resolve) this.resolve(this.getResult());
	}
	async pollUntilDone(pollOptions = {}) {
		if (this.stopped) this.startPolling(pollOptions).catch(this.reject);
		this.processUpdatedState();
		return this.promise;
	}
	onProgress(callback) {
		this.pollProgressCallbacks.push(callback);
		return () => {
			this.pollProgressCallbacks = this.pollProgressCallbacks.filter((c) => c !== callback);
		};
	}
	isDone() {
		const state = this.operation.state;
		return Boolean(state.isCompleted || state.isCancelled || state.error);
	}
	stopPolling() {
		if (!this.stopped) {
			this.stopped = true;
			if (this.reject) this.reject(new PollerStoppedError("This poller is already stopped"));
		}
	}
	isStopped() {
		return this.stopped;
	}
	cancelOperation(options = {}) {
		if (!this.cancelPromise) this.cancelPromise = this.cancelOnce(options);
		else if (options.abortSignal) throw new Error("A cancel request is currently pending");
		return this.cancelPromise;
	}
	getOperationState() {
		return this.operation.state;
	}
	getResult() {
		return this.operation.state.result;
	}
	toString() {
		return this.operation.toString();
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/lro/keyVaultKeyPoller.js
var KeyVaultKeyPoller = class extends Poller {
	intervalInMs = 2e3;
	async delay() {
		return delay(this.intervalInMs);
	}
};
var KeyVaultKeyPollOperation = class {
	state;
	cancelMessage = "";
	constructor(state, options = {}) {
		this.state = state;
		if (options.cancelMessage) this.cancelMessage = options.cancelMessage;
	}
	async update() {
		throw new Error("Operation not supported.");
	}
	async cancel() {
		throw new Error(this.cancelMessage);
	}
	toString() {
		return JSON.stringify({ state: this.state });
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/lro/delete/operation.js
var DeleteKeyPollOperation = class extends KeyVaultKeyPollOperation {
	state;
	client;
	operationOptions;
	constructor(state, client, operationOptions = {}) {
		super(state, { cancelMessage: "Canceling the deletion of a key is not supported." });
		this.state = state;
		this.client = client;
		this.operationOptions = operationOptions;
	}
	deleteKey(name, options = {}) {
		return tracingClient.withSpan("DeleteKeyPoller.deleteKey", options, async (updatedOptions) => {
			const response = await this.client.deleteKey(name, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	getDeletedKey(name, options = {}) {
		return tracingClient.withSpan("DeleteKeyPoller.getDeletedKey", options, async (updatedOptions) => {
			const response = await this.client.getDeletedKey(name, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	async update(options = {}) {
		const state = this.state;
		const { name } = state;
		if (options.abortSignal) this.operationOptions.abortSignal = options.abortSignal;
		if (!state.isStarted) {
			const deletedKey = await this.deleteKey(name, this.operationOptions);
			state.isStarted = true;
			state.result = deletedKey;
			if (!deletedKey.properties.recoveryId) state.isCompleted = true;
		}
		if (!state.isCompleted) try {
			state.result = await this.getDeletedKey(name, this.operationOptions);
			state.isCompleted = true;
		} catch (error) {
			if (error.statusCode === 403) state.isCompleted = true;
			else if (error.statusCode !== 404) {
				state.error = error;
				state.isCompleted = true;
				throw error;
			}
		}
		return this;
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/lro/delete/poller.js
var DeleteKeyPoller = class extends KeyVaultKeyPoller {
	constructor(options) {
		const { client, name, operationOptions, intervalInMs = 2e3, resumeFrom } = options;
		let state;
		if (resumeFrom) state = JSON.parse(resumeFrom).state;
		const operation = new DeleteKeyPollOperation({
			...state,
			name
		}, client, operationOptions);
		super(operation);
		this.intervalInMs = intervalInMs;
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/lro/recover/operation.js
var RecoverDeletedKeyPollOperation = class extends KeyVaultKeyPollOperation {
	state;
	client;
	operationOptions;
	constructor(state, client, operationOptions = {}) {
		super(state, { cancelMessage: "Canceling the recovery of a deleted key is not supported." });
		this.state = state;
		this.client = client;
		this.operationOptions = operationOptions;
	}
	getKey(name, options = {}) {
		return tracingClient.withSpan("RecoverDeleteKeyPoller.getKey", options, async (updatedOptions) => {
			const response = await this.client.getKey(name, updatedOptions?.version || "", updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	async recoverDeletedKey(name, options = {}) {
		return tracingClient.withSpan("RecoverDeletedKeyPoller.recoverDeleteKey", options, async (updatedOptions) => {
			const response = await this.client.recoverDeletedKey(name, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	async update(options = {}) {
		const state = this.state;
		const { name } = state;
		const operationOptions = this.operationOptions;
		if (options.abortSignal) operationOptions.abortSignal = options.abortSignal;
		if (!state.isStarted) {
			try {
				state.result = await this.getKey(name, operationOptions);
				state.isCompleted = true;
			} catch {}
			if (!state.isCompleted) {
				state.result = await this.recoverDeletedKey(name, operationOptions);
				state.isStarted = true;
			}
		}
		if (!state.isCompleted) try {
			state.result = await this.getKey(name, operationOptions);
			state.isCompleted = true;
		} catch (error) {
			if (error.statusCode === 403) state.isCompleted = true;
			else if (error.statusCode !== 404) {
				state.error = error;
				state.isCompleted = true;
				throw error;
			}
		}
		return this;
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/lro/recover/poller.js
var RecoverDeletedKeyPoller = class extends KeyVaultKeyPoller {
	constructor(options) {
		const { client, name, operationOptions, intervalInMs = 2e3, resumeFrom } = options;
		let state;
		if (resumeFrom) state = JSON.parse(resumeFrom).state;
		const operation = new RecoverDeletedKeyPollOperation({
			...state,
			name
		}, client, operationOptions);
		super(operation);
		this.intervalInMs = intervalInMs;
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/keysModels.js
const LATEST_API_VERSION = "2025-07-01";
var KnownKeyOperations;
(function(KnownKeyOperations) {
	KnownKeyOperations["Encrypt"] = "encrypt";
	KnownKeyOperations["Decrypt"] = "decrypt";
	KnownKeyOperations["Sign"] = "sign";
	KnownKeyOperations["Verify"] = "verify";
	KnownKeyOperations["WrapKey"] = "wrapKey";
	KnownKeyOperations["UnwrapKey"] = "unwrapKey";
	KnownKeyOperations["Import"] = "import";
})(KnownKeyOperations || (KnownKeyOperations = {}));

// node_modules/@azure/keyvault-keys/dist/esm/cryptography/crypto.js
const algorithmToHashAlgorithm = {
	ES256: "SHA256",
	ES256K: "SHA256",
	PS256: "SHA256",
	RS256: "SHA256",
	ES384: "SHA384",
	PS384: "SHA384",
	RS384: "SHA384",
	ES512: "SHA512",
	PS512: "SHA512",
	RS512: "SHA512"
};
async function createHash$1(algorithm, data) {
	const hashAlgorithm = algorithmToHashAlgorithm[algorithm];
	if (!hashAlgorithm) throw new Error(`Invalid algorithm ${algorithm} passed to createHash. Supported algorithms: ${Object.keys(algorithmToHashAlgorithm).join(", ")}`);
	const hash = createHash(hashAlgorithm);
	hash.update(Buffer.from(data));
	return hash.digest();
}
function createVerify$1(algorithm, data) {
	const verifyAlgorithm = algorithmToHashAlgorithm[algorithm];
	if (!verifyAlgorithm) throw new Error(`Invalid algorithm ${algorithm} passed to createHash. Supported algorithms: ${Object.keys(algorithmToHashAlgorithm).join(", ")}`);
	const verifier = createVerify(verifyAlgorithm);
	verifier.update(Buffer.from(data));
	verifier.end();
	return verifier;
}
function randomBytes$1(length) {
	return randomBytes(length);
}

// node_modules/@azure/keyvault-keys/dist/esm/cryptography/remoteCryptographyProvider.js
var RemoteCryptographyProvider = class {
	constructor(key, credential, pipelineOptions = {}) {
		this.key = key;
		let keyId;
		if (typeof key === "string") keyId = key;
		else keyId = key.id;
		try {
			const parsed = parseKeyVaultKeyIdentifier(keyId);
			if (parsed.name === "") throw new Error("Could not find 'name' of key in key URL");
			if (!parsed.vaultUrl || parsed.vaultUrl === "") throw new Error("Could not find 'vaultUrl' of key in key URL");
			this.vaultUrl = parsed.vaultUrl;
			this.name = parsed.name;
			this.version = parsed.version ?? "";
			this.client = getOrInitializeClient(this.vaultUrl, credential, pipelineOptions);
		} catch (err) {
			logger$1.error(err);
			throw new Error(`${keyId} is not a valid Key Vault key ID`);
		}
	}
	isSupported(_algorithm, _operation) {
		return true;
	}
	encrypt(encryptParameters, options = {}) {
		const { algorithm, plaintext, ...params } = encryptParameters;
		const requestOptions = {
			...options,
			...params
		};
		return tracingClient.withSpan("RemoteCryptographyProvider.encrypt", requestOptions, async (updatedOptions) => {
			const result = await this.client.encrypt(this.name, this.version, {
				algorithm,
				value: plaintext,
				aad: "additionalAuthenticatedData" in encryptParameters ? encryptParameters.additionalAuthenticatedData : void 0,
				iv: "iv" in encryptParameters ? encryptParameters.iv : void 0
			}, updatedOptions);
			return {
				algorithm: encryptParameters.algorithm,
				result: result.result,
				keyID: this.getKeyID(),
				additionalAuthenticatedData: result.additionalAuthenticatedData,
				authenticationTag: result.authenticationTag,
				iv: result.iv
			};
		});
	}
	decrypt(decryptParameters, options = {}) {
		const { algorithm, ciphertext, ...params } = decryptParameters;
		const requestOptions = {
			...options,
			...params
		};
		return tracingClient.withSpan("RemoteCryptographyProvider.decrypt", requestOptions, async (updatedOptions) => {
			return {
				result: (await this.client.decrypt(this.name, this.version, {
					algorithm,
					value: ciphertext,
					aad: "additionalAuthenticatedData" in decryptParameters ? decryptParameters.additionalAuthenticatedData : void 0,
					iv: "iv" in decryptParameters ? decryptParameters.iv : void 0,
					tag: "authenticationTag" in decryptParameters ? decryptParameters.authenticationTag : void 0
				}, updatedOptions)).result,
				keyID: this.getKeyID(),
				algorithm
			};
		});
	}
	wrapKey(algorithm, keyToWrap, options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.wrapKey", options, async (updatedOptions) => {
			return {
				result: (await this.client.wrapKey(this.name, this.version, {
					algorithm,
					value: keyToWrap
				}, updatedOptions)).result,
				algorithm,
				keyID: this.getKeyID()
			};
		});
	}
	unwrapKey(algorithm, encryptedKey, options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.unwrapKey", options, async (updatedOptions) => {
			return {
				result: (await this.client.unwrapKey(this.name, this.version, {
					algorithm,
					value: encryptedKey
				}, updatedOptions)).result,
				algorithm,
				keyID: this.getKeyID()
			};
		});
	}
	sign(algorithm, digest, options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.sign", options, async (updatedOptions) => {
			return {
				result: (await this.client.sign(this.name, this.version, {
					algorithm,
					value: digest
				}, updatedOptions)).result,
				algorithm,
				keyID: this.getKeyID()
			};
		});
	}
	verifyData(algorithm, data, signature, options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.verifyData", options, async (updatedOptions) => {
			const hash = await createHash$1(algorithm, data);
			return this.verify(algorithm, hash, signature, updatedOptions);
		});
	}
	verify(algorithm, digest, signature, options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.verify", options, async (updatedOptions) => {
			const response = await this.client.verify(this.name, this.version, {
				algorithm,
				digest,
				signature
			}, updatedOptions);
			return {
				result: response.value ? response.value : false,
				keyID: this.getKeyID()
			};
		});
	}
	signData(algorithm, data, options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.signData", options, async (updatedOptions) => {
			const digest = await createHash$1(algorithm, data);
			return {
				result: (await this.client.sign(this.name, this.version, {
					algorithm,
					value: digest
				}, updatedOptions)).result,
				algorithm,
				keyID: this.getKeyID()
			};
		});
	}
	vaultUrl;
	get keyId() {
		return this.getKeyID();
	}
	getKey(options = {}) {
		return tracingClient.withSpan("RemoteCryptographyProvider.getKey", options, async (updatedOptions) => {
			if (typeof this.key === "string") {
				if (!this.name || this.name === "") throw new Error("getKey requires a key with a name");
				const response = await this.client.getKey(this.name, options && options.version ? options.version : this.version ? this.version : "", updatedOptions);
				this.key = getKeyFromKeyBundle(response);
			}
			return this.key;
		});
	}
	client;
	key;
	name;
	version;
	getKeyID() {
		let kid;
		if (typeof this.key !== "string") kid = this.key.id;
		else kid = this.key;
		return kid;
	}
};
function getOrInitializeClient(vaultUrl, credential, options) {
	if (options.generatedClient) return options.generatedClient;
	const libInfo = `azsdk-js-keyvault-keys/${SDK_VERSION}`;
	const userAgentOptions = options.userAgentOptions;
	options.userAgentOptions = { userAgentPrefix: userAgentOptions && userAgentOptions.userAgentPrefix ? `${userAgentOptions.userAgentPrefix} ${libInfo}` : libInfo };
	const internalPipelineOptions = {
		...options,
		apiVersion: options.serviceVersion || "2025-07-01",
		loggingOptions: {
			logger: logger$1.info,
			additionalAllowedHeaderNames: [
				"x-ms-keyvault-region",
				"x-ms-keyvault-network-info",
				"x-ms-keyvault-service-version"
			]
		}
	};
	const client = new KeyVaultClient(vaultUrl, credential, internalPipelineOptions);
	client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
	client.pipeline.addPolicy(keyVaultAuthenticationPolicy(credential, options));
	client.pipeline.addPolicy({
		name: "ContentTypePolicy",
		sendRequest(request, next) {
			if ((request.headers.get("Content-Type") ?? "").startsWith("application/json")) request.headers.set("Content-Type", "application/json");
			return next(request);
		}
	});
	return client;
}

// node_modules/@azure/keyvault-keys/dist/esm/cryptography/conversions.js
function encodeLength(length) {
	if (length <= 127) return Uint8Array.of(length);
	else if (length < 256) return Uint8Array.of(129, length);
	else if (length < 65536) return Uint8Array.of(130, length >> 8, length & 255);
	else throw new Error("Unsupported length to encode");
}
function encodeBuffer(buffer, bufferId) {
	if (buffer.length === 0) return buffer;
	let result = new Uint8Array(buffer);
	if (result[0] & 128) {
		const array = new Uint8Array(result.length + 1);
		array[0] = 0;
		array.set(result, 1);
		result = array;
	}
	const encodedLength = encodeLength(result.length);
	const totalLength = 1 + encodedLength.length + result.length;
	const outputBuffer = new Uint8Array(totalLength);
	outputBuffer[0] = bufferId;
	outputBuffer.set(encodedLength, 1);
	outputBuffer.set(result, 1 + encodedLength.length);
	return outputBuffer;
}
function makeSequence(encodedParts) {
	const totalLength = encodedParts.reduce((sum, part) => sum + part.length, 0);
	const sequence = new Uint8Array(totalLength);
	for (let i = 0; i < encodedParts.length; i++) {
		const previousLength = i > 0 ? encodedParts[i - 1].length : 0;
		sequence.set(encodedParts[i], previousLength);
	}
	const full_encoded = encodeBuffer(sequence, 48);
	return uint8ArrayToString$1(full_encoded, "base64");
}
function formatBase64Sequence(base64Sequence) {
	const lines = base64Sequence.match(/.{1,64}/g);
	let result = "";
	if (lines) for (const line of lines) {
		result += line;
		result += "\n";
	}
	else throw new Error("Could not create correct PEM");
	return result;
}
function convertJWKtoPEM(key) {
	let result = "";
	if (key.n && key.e) {
		const base64Sequence = makeSequence([key.n, key.e].map((part) => encodeBuffer(part, 2)));
		result += "-----BEGIN RSA PUBLIC KEY-----\n";
		result += formatBase64Sequence(base64Sequence);
		result += "-----END RSA PUBLIC KEY-----\n";
	}
	if (!result.length) throw new Error("Unsupported key format for local operations");
	return result.slice(0, -1);
}

// node_modules/@azure/keyvault-keys/dist/esm/cryptography/models.js
var LocalCryptographyUnsupportedError = class extends Error {};

// node_modules/@azure/keyvault-keys/dist/esm/cryptography/rsaCryptographyProvider.js
var RsaCryptographyProvider = class {
	constructor(key) {
		this.key = key;
	}
	isSupported(algorithm, operation) {
		return this.applicableAlgorithms.includes(algorithm) && this.applicableOperations.includes(operation);
	}
	encrypt(encryptParameters, _options) {
		this.ensureValid();
		const keyPEM = convertJWKtoPEM(this.key);
		const padding = encryptParameters.algorithm === "RSA1_5" ? RSA_PKCS1_PADDING : RSA_PKCS1_OAEP_PADDING;
		return Promise.resolve({
			algorithm: encryptParameters.algorithm,
			keyID: this.key.kid,
			result: publicEncrypt({
				key: keyPEM,
				padding
			}, Buffer.from(encryptParameters.plaintext))
		});
	}
	decrypt(_decryptParameters, _options) {
		throw new LocalCryptographyUnsupportedError("Decrypting using a local JsonWebKey is not supported.");
	}
	wrapKey(algorithm, keyToWrap, _options) {
		this.ensureValid();
		const keyPEM = convertJWKtoPEM(this.key);
		const padding = algorithm === "RSA1_5" ? RSA_PKCS1_PADDING : RSA_PKCS1_OAEP_PADDING;
		return Promise.resolve({
			algorithm,
			result: publicEncrypt({
				key: keyPEM,
				padding
			}, Buffer.from(keyToWrap)),
			keyID: this.key.kid
		});
	}
	unwrapKey(_algorithm, _encryptedKey, _options) {
		throw new LocalCryptographyUnsupportedError("Unwrapping a key using a local JsonWebKey is not supported.");
	}
	sign(_algorithm, _digest, _options) {
		throw new LocalCryptographyUnsupportedError("Signing a digest using a local JsonWebKey is not supported.");
	}
	signData(_algorithm, _data, _options) {
		throw new LocalCryptographyUnsupportedError("Signing a block of data using a local JsonWebKey is not supported.");
	}
	async verify(_algorithm, _digest, _signature, _options) {
		throw new LocalCryptographyUnsupportedError("Verifying a digest using a local JsonWebKey is not supported.");
	}
	verifyData(algorithm, data, signature, _options) {
		this.ensureValid();
		const keyPEM = convertJWKtoPEM(this.key);
		const verifier = createVerify$1(algorithm, data);
		return Promise.resolve({
			result: verifier.verify(keyPEM, Buffer.from(signature)),
			keyID: this.key.kid
		});
	}
	key;
	applicableAlgorithms = [
		"RSA1_5",
		"RSA-OAEP",
		"PS256",
		"RS256",
		"PS384",
		"RS384",
		"PS512",
		"RS512"
	];
	applicableOperations = [
		"encrypt",
		"wrapKey",
		"verifyData"
	];
	signatureAlgorithmToHashAlgorithm = {
		PS256: "SHA256",
		RS256: "SHA256",
		PS384: "SHA384",
		RS384: "SHA384",
		PS512: "SHA512",
		RS512: "SHA512"
	};
	ensureValid() {
		if (this.key && this.key.kty?.toUpperCase() !== "RSA" && this.key.kty?.toUpperCase() !== "RSA-HSM") throw new Error("Key type does not match the algorithm RSA");
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/cryptography/aesCryptographyProvider.js
var AesCryptographyProvider = class {
	key;
	constructor(key) {
		this.key = key;
	}
	encrypt(encryptParameters, _options) {
		const { algorithm, keySizeInBytes } = this.supportedAlgorithms[encryptParameters.algorithm];
		const iv = encryptParameters.iv || crypto.randomBytes(16);
		this.ensureValid(keySizeInBytes);
		const cipher = crypto.createCipheriv(algorithm, this.key.k.subarray(0, keySizeInBytes), iv);
		let encrypted = cipher.update(Buffer.from(encryptParameters.plaintext));
		encrypted = Buffer.concat([encrypted, cipher.final()]);
		return Promise.resolve({
			algorithm: encryptParameters.algorithm,
			result: encrypted,
			iv
		});
	}
	decrypt(decryptParameters, _options) {
		const { algorithm, keySizeInBytes } = this.supportedAlgorithms[decryptParameters.algorithm];
		this.ensureValid(keySizeInBytes);
		const decipher = crypto.createDecipheriv(algorithm, this.key.k.subarray(0, keySizeInBytes), decryptParameters.iv);
		let dec = decipher.update(Buffer.from(decryptParameters.ciphertext));
		dec = Buffer.concat([dec, decipher.final()]);
		return Promise.resolve({
			algorithm: decryptParameters.algorithm,
			result: dec
		});
	}
	isSupported(algorithm, operation) {
		if (!this.key.k) return false;
		if (!Object.keys(this.supportedAlgorithms).includes(algorithm)) return false;
		if (!this.supportedOperations.includes(operation)) return false;
		return true;
	}
	supportedAlgorithms = {
		A128CBCPAD: {
			algorithm: "aes-128-cbc",
			keySizeInBytes: 16
		},
		A192CBCPAD: {
			algorithm: "aes-192-cbc",
			keySizeInBytes: 24
		},
		A256CBCPAD: {
			algorithm: "aes-256-cbc",
			keySizeInBytes: 32
		}
	};
	supportedOperations = ["encrypt", "decrypt"];
	wrapKey(_algorithm, _keyToWrap, _options) {
		throw new LocalCryptographyUnsupportedError("Wrapping a key using a local JsonWebKey is not supported for AES.");
	}
	unwrapKey(_algorithm, _encryptedKey, _options) {
		throw new LocalCryptographyUnsupportedError("Unwrapping a key using a local JsonWebKey is not supported for AES.");
	}
	sign(_algorithm, _digest, _options) {
		throw new LocalCryptographyUnsupportedError("Signing using a local JsonWebKey is not supported for AES.");
	}
	signData(_algorithm, _data, _options) {
		throw new LocalCryptographyUnsupportedError("Signing using a local JsonWebKey is not supported for AES.");
	}
	verify(_algorithm, _digest, _signature, _options) {
		throw new LocalCryptographyUnsupportedError("Verifying using a local JsonWebKey is not supported for AES.");
	}
	verifyData(_algorithm, _data, _signature, _updatedOptions) {
		throw new LocalCryptographyUnsupportedError("Verifying using a local JsonWebKey is not supported for AES.");
	}
	ensureValid(keySizeInBytes) {
		if (this.key && this.key.kty?.toUpperCase() !== "OCT" && this.key.kty?.toUpperCase() !== "OCT-HSM") throw new Error("Key type does not match the key type oct or oct-hsm");
		if (!this.key.k) throw new Error("Symmetric key is required");
		if (this.key.k.length < keySizeInBytes) throw new Error(`Key must be at least ${keySizeInBytes << 3} bits`);
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/cryptographyClient.js
var CryptographyClient = class {
	key;
	remoteProvider;
	constructor(key, credential, pipelineOptions = {}) {
		if (typeof key === "string") {
			this.key = {
				kind: "identifier",
				value: key
			};
			this.remoteProvider = new RemoteCryptographyProvider(key, credential, pipelineOptions);
		} else if ("name" in key) {
			this.key = {
				kind: "KeyVaultKey",
				value: key
			};
			this.remoteProvider = new RemoteCryptographyProvider(key, credential, pipelineOptions);
		} else this.key = {
			kind: "JsonWebKey",
			value: key
		};
	}
	get vaultUrl() {
		return this.remoteProvider?.vaultUrl || "";
	}
	get keyID() {
		if (this.key.kind === "identifier" || this.key.kind === "remoteOnlyIdentifier") return this.key.value;
		else if (this.key.kind === "KeyVaultKey") return this.key.value.id;
		else return this.key.value.kid;
	}
	encrypt(...args) {
		const [parameters, options] = this.disambiguateEncryptArguments(args);
		return tracingClient.withSpan("CryptographyClient.encrypt", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.Encrypt);
			this.initializeIV(parameters);
			const provider = await this.getProvider("encrypt", parameters.algorithm, updatedOptions);
			try {
				return provider.encrypt(parameters, updatedOptions);
			} catch (error) {
				if (this.remoteProvider) return this.remoteProvider.encrypt(parameters, updatedOptions);
				throw error;
			}
		});
	}
	initializeIV(parameters) {
		if (parameters.algorithm in [
			"A128CBC",
			"A128CBCPAD",
			"A192CBC",
			"A192CBCPAD",
			"A256CBC",
			"A256CBCPAD"
		]) try {
			const cbcParams = parameters;
			if (!cbcParams.iv) cbcParams.iv = randomBytes$1(16);
		} catch (e) {
			throw new Error(`Unable to initialize IV for algorithm ${parameters.algorithm}. You may pass a valid IV to avoid this error. Error: ${e.message}`);
		}
	}
	disambiguateEncryptArguments(args) {
		if (typeof args[0] === "string") return [{
			algorithm: args[0],
			plaintext: args[1]
		}, args[2] || {}];
		else return [args[0], args[1] || {}];
	}
	decrypt(...args) {
		const [parameters, options] = this.disambiguateDecryptArguments(args);
		return tracingClient.withSpan("CryptographyClient.decrypt", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.Decrypt);
			const provider = await this.getProvider("decrypt", parameters.algorithm, updatedOptions);
			try {
				return provider.decrypt(parameters, updatedOptions);
			} catch (error) {
				if (this.remoteProvider) return this.remoteProvider.decrypt(parameters, updatedOptions);
				throw error;
			}
		});
	}
	disambiguateDecryptArguments(args) {
		if (typeof args[0] === "string") return [{
			algorithm: args[0],
			ciphertext: args[1]
		}, args[2] || {}];
		else return [args[0], args[1] || {}];
	}
	wrapKey(algorithm, key, options = {}) {
		return tracingClient.withSpan("CryptographyClient.wrapKey", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.WrapKey);
			const provider = await this.getProvider("wrapKey", algorithm, updatedOptions);
			try {
				return provider.wrapKey(algorithm, key, updatedOptions);
			} catch (err) {
				if (this.remoteProvider) return this.remoteProvider.wrapKey(algorithm, key, options);
				throw err;
			}
		});
	}
	unwrapKey(algorithm, encryptedKey, options = {}) {
		return tracingClient.withSpan("CryptographyClient.unwrapKey", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.UnwrapKey);
			const provider = await this.getProvider("unwrapKey", algorithm, updatedOptions);
			try {
				return provider.unwrapKey(algorithm, encryptedKey, updatedOptions);
			} catch (err) {
				if (this.remoteProvider) return this.remoteProvider.unwrapKey(algorithm, encryptedKey, options);
				throw err;
			}
		});
	}
	sign(algorithm, digest, options = {}) {
		return tracingClient.withSpan("CryptographyClient.sign", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.Sign);
			const provider = await this.getProvider("sign", algorithm, updatedOptions);
			try {
				return provider.sign(algorithm, digest, updatedOptions);
			} catch (err) {
				if (this.remoteProvider) return this.remoteProvider.sign(algorithm, digest, updatedOptions);
				throw err;
			}
		});
	}
	verify(algorithm, digest, signature, options = {}) {
		return tracingClient.withSpan("CryptographyClient.verify", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.Verify);
			const provider = await this.getProvider("verify", algorithm, updatedOptions);
			try {
				return provider.verify(algorithm, digest, signature, updatedOptions);
			} catch (err) {
				if (this.remoteProvider) return this.remoteProvider.verify(algorithm, digest, signature, updatedOptions);
				throw err;
			}
		});
	}
	signData(algorithm, data, options = {}) {
		return tracingClient.withSpan("CryptographyClient.signData", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.Sign);
			const provider = await this.getProvider("signData", algorithm, updatedOptions);
			try {
				return provider.signData(algorithm, data, updatedOptions);
			} catch (err) {
				if (this.remoteProvider) return this.remoteProvider.signData(algorithm, data, options);
				throw err;
			}
		});
	}
	verifyData(algorithm, data, signature, options = {}) {
		return tracingClient.withSpan("CryptographyClient.verifyData", options, async (updatedOptions) => {
			this.ensureValid(await this.fetchKey(updatedOptions), KnownKeyOperations.Verify);
			const provider = await this.getProvider("verifyData", algorithm, updatedOptions);
			try {
				return provider.verifyData(algorithm, data, signature, updatedOptions);
			} catch (err) {
				if (this.remoteProvider) return this.remoteProvider.verifyData(algorithm, data, signature, updatedOptions);
				throw err;
			}
		});
	}
	async getKeyMaterial(options) {
		const key = await this.fetchKey(options);
		switch (key.kind) {
			case "JsonWebKey": return key.value;
			case "KeyVaultKey": return key.value.key;
			default: return;
		}
	}
	async fetchKey(options) {
		if (this.key.kind === "identifier") {
			let key;
			try {
				key = await this.remoteProvider.getKey(options);
			} catch (e) {
				if (isRestError$1(e) && e.statusCode === 403) {
					logger$1.verbose(`Permission denied to get key ${this.key.value}. Falling back to remote operation.`);
					this.key = {
						kind: "remoteOnlyIdentifier",
						value: this.key.value
					};
				} else throw e;
			}
			if (key) this.key = {
				kind: "KeyVaultKey",
				value: key
			};
		}
		return this.key;
	}
	providers;
	async getProvider(operation, algorithm, options) {
		if (!this.providers) {
			const keyMaterial = await this.getKeyMaterial(options);
			this.providers = [];
			if (keyMaterial) this.providers.push(new RsaCryptographyProvider(keyMaterial), new AesCryptographyProvider(keyMaterial));
			if (this.remoteProvider) this.providers.push(this.remoteProvider);
		}
		const providers = this.providers.filter((p) => p.isSupported(algorithm, operation));
		if (providers.length === 0) throw new Error(`Unable to support operation: "${operation}" with algorithm: "${algorithm}" ${this.key.kind === "JsonWebKey" ? "using a local JsonWebKey" : ""}`);
		return providers[0];
	}
	ensureValid(key, operation) {
		if (key.kind === "KeyVaultKey") {
			const keyOps = key.value.keyOperations;
			const { notBefore, expiresOn } = key.value.properties;
			const now = /* @__PURE__ */ new Date();
			if (notBefore && now < notBefore) throw new Error(`Key ${key.value.id} can't be used before ${notBefore.toISOString()}`);
			if (expiresOn && now > expiresOn) throw new Error(`Key ${key.value.id} expired at ${expiresOn.toISOString()}`);
			if (operation && keyOps && !keyOps?.includes(operation)) throw new Error(`Operation ${operation} is not supported on key ${key.value.id}`);
		} else if (key.kind === "JsonWebKey") {
			if (operation && key.value.keyOps && !key.value.keyOps?.includes(operation)) throw new Error(`Operation ${operation} is not supported on key ${key.value.kid}`);
		}
	}
};

// node_modules/@azure/keyvault-keys/dist/esm/index.js
var KeyClient = class {
	vaultUrl;
	client;
	credential;
	constructor(vaultUrl, credential, pipelineOptions = {}) {
		this.vaultUrl = vaultUrl;
		const libInfo = `azsdk-js-keyvault-keys/${SDK_VERSION}`;
		const userAgentOptions = pipelineOptions.userAgentOptions;
		pipelineOptions.userAgentOptions = { userAgentPrefix: userAgentOptions && userAgentOptions.userAgentPrefix ? `${userAgentOptions.userAgentPrefix} ${libInfo}` : libInfo };
		const internalPipelineOptions = {
			...pipelineOptions,
			apiVersion: pipelineOptions.serviceVersion || "2025-07-01",
			loggingOptions: {
				logger: logger$1.info,
				additionalAllowedHeaderNames: [
					"x-ms-keyvault-region",
					"x-ms-keyvault-network-info",
					"x-ms-keyvault-service-version"
				]
			}
		};
		this.credential = credential;
		this.client = new KeyVaultClient(vaultUrl, credential, internalPipelineOptions);
		this.client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
		this.client.pipeline.addPolicy(keyVaultAuthenticationPolicy(credential, pipelineOptions));
		this.client.pipeline.addPolicy({
			name: "ContentTypePolicy",
			sendRequest(request, next) {
				if ((request.headers.get("Content-Type") ?? "").startsWith("application/json")) request.headers.set("Content-Type", "application/json");
				return next(request);
			}
		});
	}
	createKey(name, keyType, options = {}) {
		return tracingClient.withSpan("KeyClient.createKey", options, async (updatedOptions) => {
			const response = await this.client.createKey(name, {
				kty: keyType,
				curve: options?.curve,
				keyAttributes: {
					enabled: options?.enabled,
					notBefore: options?.notBefore,
					expires: options?.expiresOn,
					exportable: options?.exportable
				},
				keyOps: options?.keyOps,
				keySize: options?.keySize,
				releasePolicy: options?.releasePolicy,
				tags: options?.tags
			}, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	async createEcKey(name, options) {
		const keyType = options?.hsm ? KnownJsonWebKeyType.ECHSM : KnownJsonWebKeyType.EC;
		return this.createKey(name, keyType, options);
	}
	async createRsaKey(name, options) {
		const keyType = options?.hsm ? KnownJsonWebKeyType.RSAHSM : KnownJsonWebKeyType.RSA;
		return this.createKey(name, keyType, options);
	}
	async createOctKey(name, options) {
		const keyType = options?.hsm ? KnownJsonWebKeyType.OctHSM : KnownJsonWebKeyType.Oct;
		return this.createKey(name, keyType, options);
	}
	importKey(name, key, options = {}) {
		return tracingClient.withSpan(`KeyClient.importKey`, options, async (updatedOptions) => {
			const { enabled, notBefore, expiresOn: expires, exportable, releasePolicy, tags } = options;
			const keyAttributes = {
				enabled,
				notBefore,
				expires,
				exportable
			};
			const parameters = {
				key,
				hsm: options?.hardwareProtected,
				keyAttributes,
				releasePolicy,
				tags
			};
			const response = await this.client.importKey(name, parameters, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	getCryptographyClient(keyName, options) {
		const keyUrl = new URL([
			"keys",
			keyName,
			options?.keyVersion
		].filter(Boolean).join("/"), this.vaultUrl);
		const constructorOptions = { generatedClient: this.client };
		return new CryptographyClient(keyUrl.toString(), this.credential, constructorOptions);
	}
	async beginDeleteKey(name, options = {}) {
		const poller = new DeleteKeyPoller({
			name,
			client: this.client,
			intervalInMs: options.intervalInMs,
			resumeFrom: options.resumeFrom,
			operationOptions: options
		});
		await poller.poll();
		return poller;
	}
	updateKeyProperties(...args) {
		const [name, keyVersion, options] = this.disambiguateUpdateKeyPropertiesArgs(args);
		return tracingClient.withSpan(`KeyClient.updateKeyProperties`, options, async (updatedOptions) => {
			const response = await this.client.updateKey(name, keyVersion, {
				keyAttributes: {
					enabled: options?.enabled,
					notBefore: options?.notBefore,
					expires: options?.expiresOn
				},
				keyOps: options?.keyOps,
				releasePolicy: options?.releasePolicy,
				tags: options?.tags
			}, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	disambiguateUpdateKeyPropertiesArgs(args) {
		if (typeof args[1] === "string") return [
			args[0],
			args[1],
			args[2] || {}
		];
		else return [
			args[0],
			"",
			args[1] || {}
		];
	}
	getKey(name, options = {}) {
		return tracingClient.withSpan(`KeyClient.getKey`, options, async (updatedOptions) => {
			const response = await this.client.getKey(name, options.version || "", updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	getKeyAttestation(name, options = {}) {
		return tracingClient.withSpan(`KeyClient.getKeyAttestation`, options, async (updatedOptions) => {
			const response = await this.client.getKeyAttestation(name, updatedOptions.version, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	getDeletedKey(name, options = {}) {
		return tracingClient.withSpan(`KeyClient.getDeletedKey`, options, async (updatedOptions) => {
			const response = await this.client.getDeletedKey(name, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	purgeDeletedKey(name, options = {}) {
		return tracingClient.withSpan(`KeyClient.purgeDeletedKey`, options, async (updatedOptions) => {
			await this.client.purgeDeletedKey(name, updatedOptions);
		});
	}
	async beginRecoverDeletedKey(name, options = {}) {
		const poller = new RecoverDeletedKeyPoller({
			name,
			client: this.client,
			intervalInMs: options.intervalInMs,
			resumeFrom: options.resumeFrom,
			operationOptions: options
		});
		await poller.poll();
		return poller;
	}
	backupKey(name, options = {}) {
		return tracingClient.withSpan(`KeyClient.backupKey`, options, async (updatedOptions) => {
			return (await this.client.backupKey(name, updatedOptions)).value;
		});
	}
	async restoreKeyBackup(backup, options = {}) {
		return tracingClient.withSpan(`KeyClient.restoreKeyBackup`, options, async (updatedOptions) => {
			const response = await this.client.restoreKey({ keyBundleBackup: backup }, updatedOptions);
			return getKeyFromKeyBundle(response);
		});
	}
	getRandomBytes(count, options = {}) {
		return tracingClient.withSpan("KeyClient.getRandomBytes", options, async (updatedOptions) => {
			return (await this.client.getRandomBytes({ count }, updatedOptions)).value;
		});
	}
	rotateKey(name, options = {}) {
		return tracingClient.withSpan("KeyClient.rotateKey", options, async (updatedOptions) => {
			const key = await this.client.rotateKey(name, updatedOptions);
			return getKeyFromKeyBundle(key);
		});
	}
	releaseKey(name, targetAttestationToken, options = {}) {
		return tracingClient.withSpan("KeyClient.releaseKey", options, async (updatedOptions) => {
			const { nonce, algorithm, ...rest } = updatedOptions;
			return { value: (await this.client.release(name, updatedOptions.version, {
				targetAttestationToken,
				enc: algorithm,
				nonce
			}, rest)).value };
		});
	}
	getKeyRotationPolicy(keyName, options = {}) {
		return tracingClient.withSpan("KeyClient.getKeyRotationPolicy", options, async () => {
			const policy = await this.client.getKeyRotationPolicy(keyName);
			return keyRotationTransformations.generatedToPublic(policy);
		});
	}
	updateKeyRotationPolicy(keyName, policy, options = {}) {
		return tracingClient.withSpan("KeyClient.updateKeyRotationPolicy", options, async (updatedOptions) => {
			const result = await this.client.updateKeyRotationPolicy(keyName, keyRotationTransformations.propertiesToGenerated(policy), updatedOptions);
			return keyRotationTransformations.generatedToPublic(result);
		});
	}
	listPropertiesOfKeyVersions(name, options = {}) {
		return mapPagedAsyncIterable(options, (mappedOptions) => this.client.getKeyVersions(name, mappedOptions), getKeyPropertiesFromKeyItem);
	}
	listPropertiesOfKeys(options = {}) {
		return mapPagedAsyncIterable(options, this.client.getKeys.bind(this.client), getKeyPropertiesFromKeyItem);
	}
	listDeletedKeys(options = {}) {
		return mapPagedAsyncIterable(options, this.client.getDeletedKeys.bind(this.client), getDeletedKeyFromDeletedKeyItem);
	}
};

export { KeyClient };