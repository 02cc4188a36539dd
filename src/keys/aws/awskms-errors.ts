import { Fault } from "../../base/fault.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid } from "../reading.ts";
import { answerInvalid } from "../remote.ts";
import { isPassing, unreachable } from "../service.ts";

/** Names of the SDK, of KMS and of the token service that all say: this caller may not, or is nobody. */
const forbidden: ReadonlySet<string> = new Set([
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
  "UnrecognizedClientException",
]);

/** The service is there and busy, whatever the status it says so with. */
const busy: ReadonlySet<string> = new Set([
  "DependencyTimeoutException",
  "IDPCommunicationError",
  "KMSInternalException",
  "KeyUnavailableException",
  "LimitExceededException",
  "RequestLimitExceeded",
  "ServiceUnavailableException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const unfit: ReadonlyMap<string, string> = new Map([
  ["DisabledException", "it is disabled in AWS KMS"],
  ["InvalidKeyUsageException", "its key usage is not SIGN_VERIFY, or its key spec does not sign like this"],
  ["KMSInvalidStateException", "it is disabled, waits for its deletion, or has no key material"],
  ["UnsupportedOperationException", "it is not an asymmetric key"],
]);

/**
 * What an error of the SDK means here. The error is dropped, message and cause: it carries the reply, and the service's prose names the
 * account and who asked (I13).
 */
export function refusal(service: string, permission: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const name = word(member(error, "name"));
  const status = member(member(error, "$metadata"), "httpStatusCode");
  const said = typeof status === "number" ? `HTTP ${status}, ${name}` : name;
  if (name === "NotFoundException") return keysFaults.SIGNER_KEY_MISSING({ service });
  const why = unfit.get(name);
  if (why !== undefined) return keyInvalid(why);
  if (busy.has(name)) return unreachable(service, said);
  if (forbidden.has(name)) {
    const reason = name === "CredentialsProviderError" ? "there are no AWS credentials" : said;
    return keysFaults.SIGNER_FORBIDDEN({ service, permission, reason });
  }
  if (typeof status === "number" && status >= 300) return byStatus(service, permission, status, said);
  // A reply that the SDK could not read carries its text along.
  if (status !== undefined || member(error, "$response") !== undefined) return answerInvalid("it cannot be read");
  const late = name === "TimeoutError" || name === "AbortError";
  return unreachable(service, late ? "no answer in time" : code(error));
}

function byStatus(service: string, permission: string, status: number, said: string): Fault {
  if (isPassing(status)) return unreachable(service, said);
  if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({ service, permission, reason: said });
  if (status === 400) return keyInvalid(`${service} refused the request (${said})`);
  return answerInvalid(`it has the status ${status}`);
}

/** The system's name of what went wrong on the network, such as ECONNREFUSED. */
function code(error: unknown): string {
  const found = member(error, "code");
  return typeof found === "string" && /^[A-Z_]{3,40}$/.test(found) ? found : "the connection failed";
}

function word(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z]{1,60}$/.test(value) ? value : "an unknown error";
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
