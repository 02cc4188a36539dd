import { a as fromInstanceMetadata, c as ENV_CMDS_AUTH_TOKEN, d as fromContainerMetadata, f as httpRequest, l as ENV_CMDS_FULL_URI, m as providerConfigFromInit, o as getInstanceMetadataEndpoint, p as DEFAULT_TIMEOUT, s as Endpoint, u as ENV_CMDS_RELATIVE_URI } from "./aws-sdk.js";

export { ENV_CMDS_FULL_URI, ENV_CMDS_RELATIVE_URI, fromContainerMetadata, fromInstanceMetadata };