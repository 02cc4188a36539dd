import { an as SSOClient, in as GetRoleCredentialsCommand } from "./aws-sdk.js";

export { GetRoleCredentialsCommand, SSOClient };