import { z } from "zod";
import { defaultPolicy } from "../policy/rule.ts";
import { defaultNames } from "../repository/layout.ts";
import { defaultLifetimes, type ScheduledRole } from "../repository/schedule.ts";
import { isFullRef, sameBranch } from "./branch.ts";

const keyUri = z.string().regex(/^(file|env):.+/, "a key is named as env:NAME or file:PATH");
const days = z.number().positive().max(36_500);

const role = (name: ScheduledRole) =>
  z
    .strictObject({
      expires: days.default(defaultLifetimes[name].expires).describe("Days a signature is good for"),
      renew: z
        .number()
        .min(0)
        .default(defaultLifetimes[name].renew)
        .describe("Days before expiry from which it is made again"),
    })
    .refine(({ expires, renew }) => renew < expires, { message: "renew must be less than expires" })
    .prefault({});

const branch = z
  .string()
  .regex(/^(?!\/|.*(?:\/\/|\.\.|@\{|\.lock(?:\/|$)))[A-Za-z0-9._/-]+(?<![./])$/, "a branch name is expected");
const directory = z.string().regex(/^(?!\.)[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "a relative directory is expected");

const fetch = z.boolean().default(false).describe("Bring target files along, from the url in their release files");
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
        .describe("Directory on the branch; its top when empty"),
      fetch,
    }),
  ],
  { error: "pages, directory or branch is expected" },
);

/** The shape of kaprien.yml (product §4). Its JSON Schema and the defaults come from here. */
export const configSchema: z.ZodType = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1, "1 is the version of this file's format"),
  "targets-url": z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where the bytes of the targets are, when not on the site itself"),
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
    .strictObject({
      default: keyUri.optional(),
      bins: keyUri.optional(),
      snapshot: keyUri.optional(),
      timestamp: keyUri.optional(),
    })
    .prefault({})
    .describe("Where the worker finds its signing keys; default serves every role that has no entry of its own"),
  publish: z
    .union([place, z.array(place)])
    .optional()
    .describe("Where the published site goes; a list publishes to each in order"),
  retention: z
    .strictObject({ days: z.int().min(1).default(30), snapshots: z.int().min(1).default(10) })
    .prefault({})
    .describe("Published files are kept this many days and for this many snapshots; roots for ever"),
  policy: z
    .strictObject({
      immutable: z.boolean().default(defaultPolicy.immutable).describe("Published paths keep their bytes"),
      unicode: z.boolean().default(defaultPolicy.unicode).describe("Allow letters beyond ASCII in target paths"),
      allow: z
        .array(z.strictObject({ product: z.string().min(1), paths: z.array(z.string().min(1)) }))
        .default([])
        .describe("Which product may name which paths; everything when empty"),
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
    .describe("The branch people merge to, and the one the worker writes"),
  directories: z
    .strictObject({ targets: directory.default(defaultNames.targets), trust: directory.default(defaultNames.trust) })
    .prefault({})
    .describe("Directories of release files and of offline-signed metadata"),
});
