import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { isMap, isScalar, parseDocument, visit } from "yaml";
import { parseConfig, readYaml } from "../../src/config/config.ts";
import { templateFiles } from "../../src/setup/init.ts";

const root = resolve(import.meta.dirname, "../..");

/** Text that people will copy into a repository of theirs. */
interface Shipped {
  /** Path, with the line for a block in a page. */
  readonly name: string;
  readonly text: string;
  readonly kind: "file" | "block";
}

type Permissions = Readonly<Record<string, string>>;
interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Permissions;
  readonly steps?: readonly Step[];
  readonly env?: Readonly<Record<string, unknown>>;
  readonly "timeout-minutes"?: number;
}
interface Workflow {
  readonly on?: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly jobs?: Readonly<Record<string, Job>>;
}

/** T4: what the token of each job of a `kaprien.yml` may do, wherever that is. */
const ownJobs: Readonly<Record<string, Permissions>> = {
  check: { contents: "read", "pull-requests": "write" },
  event: { contents: "write", "pull-requests": "write" },
  worker: { contents: "write" },
  publish: { contents: "read", pages: "write", "id-token": "write" },
  monitor: { contents: "read", issues: "write" },
};

/** T4: the same for every other workflow. One that is not listed fails. */
const table: Readonly<Record<string, Readonly<Record<string, Permissions>>>> = {
  "examples/release-files/.github/workflows/release.yml": {
    build: { contents: "read" },
    release: { contents: "write" },
    register: { contents: "write", "pull-requests": "write" },
  },
  "examples/separate-trust-repo/app/.github/workflows/release.yml": {
    build: { contents: "read" },
    release: { contents: "write" },
    register: {},
  },
};

/** T4: the most a job of each mode may have. `register` may use a token of its own and have nothing. */
const most: Readonly<Record<string, Permissions>> = {
  ...ownJobs,
  register: { contents: "write", "pull-requests": "write" },
};

/** T1: events whose jobs have secrets in reach while a stranger says what happens. */
const strangers = new Set([
  "pull_request_target",
  "workflow_run",
  "issue_comment",
  "commit_comment",
  "discussion_comment",
  "pull_request_review",
  "pull_request_review_comment",
]);

function below(directory: string): readonly string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
    .map((name) => relative(root, join(root, directory, name)).replaceAll("\\", "/"))
    .filter((name) => !name.includes("node_modules/") && statSync(join(root, name)).isFile())
    .sort();
}

const read = (name: string): string => readFileSync(join(root, name), "utf8");

const yamlFiles: readonly Shipped[] = ["metadata-template", "examples", ".github"]
  .flatMap(below)
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => ({ name, text: read(name), kind: "file" }));

const pages = ["README.md", ...["docs", "examples", "metadata-template"].flatMap(below)].filter((name) =>
  name.endsWith(".md"),
);
const blocks = pages.flatMap((name) => blocksIn(name, read(name)));
const workflows = yamlFiles.filter(({ name }) => name.includes(".github/workflows/"));
const shipped = [...yamlFiles, ...blocks];

/** The fenced blocks of a page that show steps. */
function blocksIn(name: string, text: string): readonly Shipped[] {
  return [...text.matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```$/gm)]
    .map((match): Shipped => {
      const line = text.slice(0, match.index).split("\n").length;
      const indent = new RegExp(`^${match[1] ?? ""}`, "gm");
      return { name: `${name}:${line}`, text: (match[2] ?? "").replace(indent, ""), kind: "block" };
    })
    .filter((block) => block.text.includes("uses:"));
}

/** Every pair with one of these keys, wherever it stands and however it is written. */
function pairs(text: string, ...keys: readonly string[]): readonly { value: unknown; comment: string }[] {
  const found: { value: unknown; comment: string }[] = [];
  visit(parseDocument(text), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !keys.includes(String(key.value))) return;
      const comment = isScalar(value) ? (value.comment ?? "").trim() : "";
      found.push({ value: isScalar(value) ? value.value : value, comment });
    },
  });
  return found;
}

const parsed = ({ text }: Shipped): Workflow => (readYaml(text, "x") ?? {}) as Workflow;
const jobsOf = (file: Shipped): readonly (readonly [string, Job])[] => Object.entries(parsed(file).jobs ?? {});
const own = (uses: string): boolean => /^kaprien\/action@/.test(uses);
const modesOf = (job: Job): readonly string[] =>
  (job.steps ?? []).flatMap(({ uses, with: inputs }) =>
    uses !== undefined && own(uses) ? [String(inputs?.["mode"] ?? "")] : [],
  );

/** What is wrong with a shipped text, by the requirement that says so. */
const rules: Readonly<Record<string, (file: Shipped) => readonly string[]>> = {
  parses(file) {
    try {
      const data = parsed(file);
      return data === null || typeof data !== "object" ? ["it is no map or list"] : [];
    } catch (error) {
      return [String(error)];
    }
  },
  T1(file) {
    const on = parsed(file).on ?? [];
    const events = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on);
    return events.filter((event) => strangers.has(event)).map((event) => `it runs on ${event}`);
  },
  T3({ text }) {
    return pairs(text, "run", "script")
      .filter(({ value }) => String(value).includes("${{"))
      .map(({ value }) => `an expression in ${String(value)}`);
  },
  T4(file) {
    const { jobs, permissions } = parsed(file);
    if (jobs === undefined) return [];
    const wrong: string[] = [];
    if (file.kind === "file") {
      const expected = file.name.endsWith(".github/workflows/kaprien.yml") ? ownJobs : table[file.name];
      const actual = Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]));
      if (JSON.stringify(actual) !== JSON.stringify(expected))
        wrong.push(`its permissions are ${JSON.stringify(actual)}, and the table says ${JSON.stringify(expected)}`);
      if (JSON.stringify(permissions) !== "{}") wrong.push("its top level gives permissions");
    }
    for (const [name, job] of Object.entries(jobs)) {
      const modes = modesOf(job);
      const [mode = ""] = modes;
      if (modes.length > 1) wrong.push(`${name} has the modes ${modes.join(" and ")}`);
      for (const [scope, access] of Object.entries(job.permissions ?? {}))
        if (modes.length > 0 && access !== "read" && most[mode]?.[scope] !== access)
          wrong.push(`${name} has ${scope}: ${access}`);
      if (mode === "worker" && (job.steps ?? []).length > 1) wrong.push(`${name} does more than sign`);
      if (mode !== "worker" && /KAPRIEN_(?:ONLINE_KEY|PASSPHRASE)/.test(JSON.stringify(job)))
        wrong.push(`${name} has a signing key in reach`);
    }
    return wrong;
  },
  T9({ text }) {
    const actions = pairs(text, "uses").filter(({ value }) => /cache/i.test(String(value)));
    // Some actions that set up a language keep a cache by themselves.
    const inputs = pairs(text, "cache").filter(({ value }) => value !== false);
    return [...actions, ...inputs].map(({ value }) => `a cache: ${String(value)}`);
  },
  T49({ text, kind }) {
    return pairs(text, "uses").flatMap(({ value, comment }) => {
      const uses = String(value);
      if (uses.startsWith("./")) return [];
      if (own(uses)) {
        const fine = kind === "block" ? /@(?:v1|[0-9a-f]{40})$/ : /@v1$/;
        return fine.test(uses) ? [] : [`${uses}, where init expects kaprien/action@v1`];
      }
      if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) return [`${uses} is no commit`];
      return /^v\d+\.\d+\.\d+$/.test(comment) ? [] : [`${uses} does not say its version`];
    });
  },
};

const found = (rule: string, file: Shipped): readonly string[] =>
  (rules[rule]?.(file) ?? ["there is no such rule"]).map((what) => `${file.name}: ${what}`);

const titles: readonly (readonly [title: string, rule: string])[] = [
  ["is YAML as the strict reader takes it", "parses"],
  ["T1: runs on no event that gives a stranger secrets", "T1"],
  ["T3: puts no expression into a script", "T3"],
  ["T4: gives each job what the table says; to read, to sign and to publish are jobs of their own", "T4"],
  ["T9: uses no cache", "T9"],
  ["T49: pins every action by its full commit and says its version", "T49"],
];

describe("workflow files that ship", () => {
  test("there are some", () => {
    expect(workflows.map(({ name }) => name)).toContain("metadata-template/.github/workflows/kaprien.yml");
    // The table names nothing that is gone.
    expect(Object.keys(table).filter((name) => !workflows.some((file) => file.name === name))).toEqual([]);
  });

  test.each(titles)("%s", (_, rule) => {
    expect(shipped.flatMap((file) => found(rule, file))).toEqual([]);
  });

  test("each job has an end, and its reasons beside its permissions", () => {
    for (const file of workflows) {
      for (const [name, job] of jobsOf(file))
        expect(job["timeout-minutes"], `${file.name}: ${name}`).toBeGreaterThan(0);
      for (const { value } of pairs(file.text, "permissions"))
        if (isMap(value))
          for (const { value: access } of value.items)
            expect(isScalar(access) && access.comment, `${file.name}: a reason beside ${String(access)}`).toBeTruthy();
    }
  });

  const good = read("metadata-template/.github/workflows/kaprien.yml");
  const template = "metadata-template/.github/workflows/kaprien.yml";
  const commit = "0123456789abcdef0123456789abcdef01234567";
  test.each<readonly [rule: string, plant: (text: string) => string, what: string]>([
    ["parses", (text) => `${text}jobs: {}\n`, "unique"],
    ["parses", (text) => text.replace("permissions: {}", "permissions: &a {}\nx: *a"), "aliases"],
    ["T1", (text) => text.replace("  pull_request:", "  pull_request_target:"), "it runs on pull_request_target"],
    ["T1", (text) => text.replace("  workflow_dispatch:", "  workflow_run:"), "it runs on workflow_run"],
    ["T1", (text) => text.replace(/^on:\n(?: .*\n)+/m, "on: [push, issue_comment]\n"), "it runs on issue_comment"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the runner
    ["T3", (text) => `${text}      - run: echo \${{ github.head_ref }}\n`, "echo ${{ github.head_ref }}"],
    ["T3", (text) => `${text}      - { with: { script: "\${{ github.event.pull_request.title }}" } }\n`, "title"],
    ["T4", (text) => text.replace("contents: write", "contents: read"), "the table says"],
    ["T4", (text) => text.replace("permissions: {}", "permissions: { contents: write }"), "its top level"],
    ["T4", (text) => text.replace("issues: write", "id-token: write"), "monitor has id-token: write"],
    ["T4", (text) => text.replace("mode: monitor", "mode: worker"), "monitor has issues: write"],
    ["T4", (text) => text.replace("mode: publish", "mode: worker"), "publish does more than sign"],
    ["T4", (text) => `${text}        env:\n          KAPRIEN_ONLINE_KEY: x\n`, "monitor has a signing key in reach"],
    [
      "T4",
      (text) => `${text}      - { uses: kaprien/action@v1, with: { mode: publish } }\n`,
      "monitor has the modes monitor and publish",
    ],
    ["T9", (text) => `${text}      - uses: actions/cache/restore@${commit} # v4.0.0\n`, "a cache"],
    ["T9", (text) => `${text}      - { uses: actions/setup-node@${commit}, with: { cache: npm } }\n`, "a cache: npm"],
    ["T49", (text) => text.replace(/(deploy-pages)@\w+ # (v[\d.]+)/, "$1@$2"), "deploy-pages@v5.0.0 is no commit"],
    ["T49", (text) => text.replace(/(deploy-pages@\w+) # v[\d.]+/, "$1"), "does not say its version"],
    ["T49", (text) => text.replace(/deploy-pages@(\w{12})\w*/, "deploy-pages@$1"), "is no commit"],
    ["T49", (text) => `${text}      - { uses: "docker://alpine:3" }\n`, "docker://alpine:3 is no commit"],
    ["T49", (text) => text.replace("kaprien/action@v1", `kaprien/action@${commit}`), "where init expects"],
  ])("%s: a planted defect is seen (%#)", (rule, plant, what) => {
    const text = plant(good);
    expect(text).not.toBe(good);
    expect(found(rule, { name: template, text: good, kind: "file" })).toEqual([]);
    expect(found(rule, { name: template, text, kind: "file" }).join("\n")).toContain(what);
  });

  test("a workflow that the table does not know is seen, and a bad block in a page", () => {
    expect(found("T4", { name: "examples/x/.github/workflows/x.yml", text: good, kind: "file" })).toHaveLength(1);
    const page = "Text\n\n1. So:\n\n   ```yaml\n   steps:\n     - uses: acme/x@v1\n   ```\n";
    const [block] = blocksIn("docs/x.md", page);
    expect(block?.name).toBe("docs/x.md:5");
    expect(block && found("T49", block)).toEqual(["docs/x.md:5: acme/x@v1 is no commit"]);
    const [fine] = blocksIn("docs/x.md", "```yaml\n- uses: kaprien/action@v1\n```\n");
    expect(fine && titles.flatMap(([, rule]) => found(rule, fine))).toEqual([]);
  });
});

describe("the template", () => {
  const names = below("metadata-template");

  test("holds the files that init lays down, and no others", () => {
    expect(names.map((name) => name.slice("metadata-template/".length))).toEqual([...templateFiles.keys()].sort());
  });

  test("has a kaprien.yml that is valid as it stands", () => {
    const config = parseConfig(read("metadata-template/kaprien.yml"), "kaprien.yml");
    expect(config.names).toMatchObject({ intentBranch: "main", signedBranch: "tuf" });
    expect(config.onlineKeys).toEqual({ default: ["env:KAPRIEN_ONLINE_KEY"] });
    expect(config.policy.immutable).toBe(true);
  });

  test("a pull request reaches the check alone; the key is in one job, whose environment holds it", () => {
    const { jobs = {} } = parsed({ name: "", text: read(workflows[0]?.name ?? ""), kind: "file" }) as unknown as {
      jobs?: Record<
        string,
        { if: string; needs?: string; environment?: unknown; concurrency: Record<string, unknown> }
      >;
    };
    expect(jobs["check"]?.if).toBe("github.event_name == 'pull_request' || github.event_name == 'merge_group'");
    expect(jobs["worker"]?.if).toContain("github.ref == 'refs/heads/main' &&");
    expect(jobs["worker"]?.if).not.toMatch(/pull_request|merge_group|always/);
    expect([jobs["publish"]?.needs, jobs["monitor"]?.needs]).toEqual(["worker", "publish"]);
    // Skipped is neither: what did not sign does not publish, whatever the event.
    for (const [name, before] of [
      ["publish", "worker"],
      ["monitor", "publish"],
    ] as const)
      expect(jobs[name]?.if).toBe(
        `\${{ !cancelled() && (needs.${before}.result == 'success' || needs.${before}.result == 'failure') }}`,
      );
    expect(jobs["worker"]?.environment).toBe("kaprien");
    expect(Object.values(jobs).map(({ concurrency }) => concurrency["cancel-in-progress"])).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    const groups = Object.values(jobs).map(({ concurrency }) => concurrency["group"]);
    expect(new Set(groups).size).toBe(groups.length);
  });

  test("T7: CODEOWNERS covers what trust rests on, and the guide has the rulesets that make it count", () => {
    const owners = read("metadata-template/.github/CODEOWNERS");
    const lines = owners.split("\n").filter((line) => line.startsWith("# /"));
    expect(lines.map((line) => line.split(/\s+/)[1])).toEqual([
      "/trust/",
      "/kaprien.yml",
      "/.github/",
      "/.gitattributes",
      "/.gitmodules",
    ]);
    // As it stands no line is in force: an owner who does not exist is an error.
    expect(owners.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
    for (const line of lines) expect(line.slice(2)).toMatch(/^\/\S+ +@[\w-]+\/[\w-]+$/);

    const recipes = (page: string): readonly Record<string, unknown>[] =>
      [...read(page).matchAll(/<<'JSON'\n([\s\S]*?)\nJSON/g)].map((match) => JSON.parse(match[1] ?? ""));
    const [environment, main, tuf] = recipes("metadata-template/.github/KAPRIEN.md");
    expect(recipes("docs/how-to/protect-the-branches.md")).toEqual([environment, main, tuf]);
    expect(environment).toMatchObject({ deployment_branch_policy: { custom_branch_policies: true } });
    expect(JSON.stringify(main?.["conditions"])).toContain('"refs/heads/main"');
    const ruleset = JSON.stringify(main?.["rules"]);
    for (const rule of ["deletion", "non_fast_forward", "pull_request", "required_status_checks"])
      expect(ruleset).toContain(`"${rule}"`);
    expect(ruleset).toContain('"require_code_owner_review":true');
    // The check that is required is the one that runs.
    const required = /"context":"([^"]+)"/.exec(ruleset)?.[1];
    const names = pairs(read(workflows[0]?.name ?? ""), "name").map(({ value }) => value);
    // Only where it judges: a job that was skipped would count as a success under the same name.
    expect(names).not.toContain(required);
    expect(names.filter((name) => String(name).includes(`&& '${required}' ||`))).toHaveLength(1);
    expect(JSON.stringify(tuf)).toContain('"refs/heads/tuf"');
    expect(tuf?.["rules"]).toEqual([{ type: "deletion" }, { type: "non_fast_forward" }]);
  });
});
