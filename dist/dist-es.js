import { _n as ENV_SECRET, gn as ENV_KEY, hn as ENV_EXPIRATION, mn as ENV_CREDENTIAL_SCOPE, pn as ENV_ACCOUNT_ID, vn as ENV_SESSION, yn as fromEnv } from "./aws-sdk.js";

export { fromEnv };