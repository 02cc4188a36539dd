import { un as fromLoginCredentials } from "./aws-sdk.js";

export { fromLoginCredentials };