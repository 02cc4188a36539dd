import { z } from "zod";
import { isFullRef, sameBranch } from "./branch.ts";
import { keyUri } from "./key-address.ts";
import { defaultNames, isBinName, isOnlineRole } from "./names.ts";
import { defaultLifetimes, defaultPolicy, type ScheduledRole } from "./settings.ts";

/** A library's path is code that the worker would run: it belongs to the machine, and not into a file that people propose changes to. */
const onlineUri = keyUri.refine((uri) => !/^pkcs11:.*[?&]module-path=/s.test(uri), {
  message: "module-path does not belong here: name the library in KAPRIEN_PKCS11_MODULE, where the worker runs",
});

const uriList = z
  .array(onlineUri)
  .min(1, "at least one address is expected")
  .refine((uris) => new Set(uris).size === uris.length, { message: "an address stands there twice; it counts once" })
  .meta({ uniqueItems: true });
const keyUris = z.union([onlineUri, uriList], { error: "a key's address or a list of them is expected" });

/** A role that `online-keys` may name. The bins are one there. */
function hasOnlineKeys(name: string): boolean {
  return ["default", "bins", "snapshot", "timestamp"].includes(name) || (isOnlineRole(name) && !isBinName(name));
}

const keyid = z.string().regex(/^[0-9a-f]{64}$/, "a keyid is expected, 64 lower-case hex digits");
/** Two seconds at least: what expires within the second that it is signed in is refused by every client, and by the rehearsal. */
const days = z
  .number()
  .min(2 / 86_400)
  .max(36_500);

const role = (name: ScheduledRole) =>
  z
    .strictObject({
      expires: days.default(defaultLifetimes[name].expires).describe("Days for which a signature is valid"),
      renew: z
        .number()
        .min(0)
        .default(defaultLifetimes[name].renew)
        .describe("Days before expiry from which the role is signed again"),
    })
    .refine(({ expires, renew }) => renew < expires, { message: "renew must be less than expires" })
    .prefault({});

const branch = z
  .string()
  .regex(/^(?!\/|.*(?:\/\/|\.\.|@\{|\.lock(?:\/|$)))[A-Za-z0-9._/-]+(?<![./])$/, "a branch name is expected");
const directory = z.string().regex(/^(?!\.)[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "a relative directory is expected");

const fetch = z
  .boolean()
  .default(false)
  .describe("Download the target files from the url in their release files, and publish them too");
const place = z.discriminatedUnion(
  "to",
  [
    z.strictObject({
      to: z.literal("pages"),
      path: z.string().min(1).default("_site").describe("Directory that a job uploads to GitHub Pages"),
      fetch,
    }),
    z.strictObject({
      to: z.literal("directory"),
      path: z.string().min(1).default("site").describe("Where the site is written, relative to kaprien.yml"),
      fetch,
    }),
    z.strictObject({
      to: z.literal("branch"),
      branch: branch
        .refine((name) => !isFullRef(name), { message: "a branch's own name is expected, without refs/" })
        .default("gh-pages")
        .describe("Branch of this repository that a host serves"),
      directory: z
        .union([z.literal(""), directory])
        .default("")
        .describe("Directory on the branch; empty for its top"),
      fetch,
    }),
  ],
  { error: "pages, directory or branch is expected" },
);

/** The shape of kaprien.yml. Its JSON Schema and the defaults come from here. */
export const configSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1, "1 is the version of this file's format"),
  "targets-url": z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where the bytes of the targets are, unless they are on the site itself"),
  roles: z
    .strictObject({
      root: role("root"),
      targets: role("targets"),
      bin: role("bin"),
      bins: role("bins"),
      snapshot: role("snapshot"),
      timestamp: role("timestamp"),
    })
    .prefault({})
    .describe("How long each role's signatures last, in days"),
  "online-keys": z
    .object({
      default: keyUris.optional(),
      bins: keyUris.optional(),
      snapshot: keyUris.optional(),
      timestamp: keyUris.optional(),
    })
    .catchall(keyUris)
    .check((context) => {
      const keys = Object.keys(context.value).filter((key) => !hasOnlineKeys(key));
      if (keys.length > 0) context.issues.push({ code: "unrecognized_keys", keys, input: context.value });
    })
    .prefault({})
    .meta({ propertyNames: { pattern: "^(default|bins|snapshot|timestamp|online-[a-z0-9_-]{1,56})$" } })
    .describe(
      "Where the worker finds its signing keys: one address or a list. `default` is for every role without an entry of its own, and online-<name> for the delegated role of that name",
    ),
  people: z
    .record(
      z.string().min(1).max(64),
      z.union([keyid, z.array(keyid).min(1)], { error: "a keyid or a list of keyids is expected" }),
    )
    .prefault({})
    .describe("Who holds which keys: a name and its keyids. Names are only shown; they decide nothing"),
  publish: z
    .union([place, z.array(place)])
    .optional()
    .describe("Where the site is published; with a list, to each in order"),
  retention: z
    .strictObject({ days: z.int().min(1).default(30), snapshots: z.int().min(1).default(10) })
    .prefault({})
    .describe("How long published files are kept: days, and a number of snapshots. Roots are kept forever"),
  policy: z
    .strictObject({
      immutable: z
        .boolean()
        .default(defaultPolicy.immutable)
        .describe("Published paths keep their bytes, hashes and custom data"),
      unicode: z.boolean().default(defaultPolicy.unicode).describe("Allow letters beyond ASCII in target paths"),
      allow: z
        .array(z.strictObject({ product: z.string().min(1), paths: z.array(z.string().min(1)) }))
        .default([])
        .describe("Which product may name which paths; empty allows everything"),
      limits: z
        .strictObject({
          files: z.int().min(1).default(defaultPolicy.limits.files).describe("Release files in one proposal"),
          targets: z.int().min(1).default(defaultPolicy.limits.targets).describe("Targets in one release file"),
          length: z.int().min(1).default(defaultPolicy.limits.length).describe("Bytes of one target"),
        })
        .prefault({}),
    })
    .prefault({}),
  branches: z
    .strictObject({
      intent: branch.default(defaultNames.intentBranch),
      signed: branch.default(defaultNames.signedBranch),
    })
    .refine(({ intent, signed }) => !sameBranch(intent, signed), { message: "the two branches must differ" })
    .prefault({})
    .describe("The branch that people merge to, and the branch that the worker writes"),
  directories: z
    .strictObject({ targets: directory.default(defaultNames.targets), trust: directory.default(defaultNames.trust) })
    .prefault({})
    .describe("Directories of release files, and of roots and offline roles"),
});
