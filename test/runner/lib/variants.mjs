import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../interop/lib/run.mjs";
import { programs } from "./doubles.mjs";
import { events } from "./events.mjs";
import { expect, same } from "./report.mjs";
import { rights } from "./rights.mjs";
import { offer } from "./story.mjs";

/** Copies an example as its README says: the files, and then what `kaprien init` finds missing. */
async function copy(project, folder, place, repository) {
  await cp(join(project, folder), repository.work, { recursive: true, verbatimSymlinks: true });
  const printed = await place.kaprien(repository.work, ["init"], { GITHUB_SERVER_URL: place.github.origin });
  const missing = [".github/CODEOWNERS", ".github/KAPRIEN.md", ".github/dependabot.yml"];
  same(printed.trim().split("\n").sort(), missing, "what init added");
}

/** What `kaprien init` lays down, in a repository that was empty; a person releases what is on the release page. */
const template = (project) => ({
  name: "the template",
  more: events,
  async lay(place) {
    const trust = await place.open("acme/project");
    const printed = await place.kaprien(trust.work, ["init", "--action", "kaprien/action@v1"], {
      GITHUB_SERVER_URL: place.github.origin,
    });
    const there = (await readdir(join(project, "metadata-template"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(project, "metadata-template/").length))
      .sort();
    same(printed.trim().split("\n").sort(), there, "what init wrote");
    const workflow = await readFile(join(trust.work, ".github/workflows/kaprien.yml"), "utf8");
    expect(/uses: kaprien\/action@[0-9a-f]{40} # v1$/m.test(workflow), "init pinned no commit of the action");
    expect(!workflow.includes("kaprien/action@v1\n"), "init left a tag");
    return trust;
  },
  async propose(place, trust) {
    const dist = join(trust.work, "dist");
    await mkdir(dist);
    const bytes = Buffer.from("made by hand\n");
    await writeFile(join(dist, "tool.bin"), bytes);
    await trust.git("tag", "v2.0.0");
    await trust.git("push", "--quiet", "origin", "v2.0.0");
    const env = { ...place.env, GH_TOKEN: place.person, GH_REPO: trust.name, GITHUB_SERVER_URL: place.github.origin };
    await run(join(programs, "gh"), ["release", "create", "v2.0.0", "--verify-tag", "dist/tool.bin"], {
      cwd: trust.work,
      env,
    });
    const url = `${place.github.origin}/${trust.name}/releases/download/v2.0.0/{name}`;
    const number = await offer({ place, trust }, "tool-2.0.0", async () => {
      const args = ["add", "--release", "tool/2.0.0", "--strip", "dist", "--url", url, "dist/tool.bin"];
      await place.kaprien(trust.work, args);
      await rm(dist, { recursive: true });
    });
    return { number, file: "targets/tool/2.0.0.json", targets: new Map([["tool/2.0.0/tool.bin", bytes]]) };
  },
});

const minimal = (project) => ({
  name: "examples/minimal",
  // The Node that runs this may be the oldest that is supported; the other stories have the one that runners bring.
  onThisNode: true,
  more: rights,
  async lay(place) {
    const trust = await place.open("acme/project");
    await copy(project, "examples/minimal", place, trust);
    return trust;
  },
  async propose(place, trust) {
    const bytes = await readFile(join(trust.work, "files/hello/1.0.0/hello.txt"));
    // As its README says.
    const args = ["add", "--release", "hello/1.0.0", "--strip", "files/hello/1.0.0", "files/hello/1.0.0/hello.txt"];
    const number = await offer({ place, trust }, "hello-1.0.0", () => place.kaprien(trust.work, args));
    return { number, file: "targets/hello/1.0.0.json", targets: new Map([["hello/1.0.0/hello.txt", bytes]]) };
  },
});

/** Tags `app`, runs its release workflow, registers once more, and gives back the one pull request on `trust`. */
async function releaseByTag(place, app, trust, expected) {
  await app.git("fetch", "--quiet", "origin", "main");
  await app.git("tag", "v1.0.0", "FETCH_HEAD");
  await app.git("push", "--quiet", "origin", "v1.0.0");
  const repository = await place.rest("GET", `/repos/${app.name}`);
  const jobs = await app.pushed("refs/tags/v1.0.0", repository);
  const results = [...jobs].map(([id, { result, log }]) => (result === "success" ? id : `${id}: ${result}\n${log}`));
  same(results, ["build", "release", "register"], "the jobs that succeeded");
  const first = await proposalOf(place, trust, expected);
  const outputs = [...jobs.get("register").steps.values()].at(-1);
  same([outputs.outcome, outputs["pull-request"]], ["proposed", String(first.number)], "what register puts out");
  const again = await app.pushed("refs/tags/v1.0.0", repository, { jobs, only: "register" });
  same(again.get("register").result, "success", "registering once more");
  const second = await proposalOf(place, trust, expected);
  same([second.number, second.head.sha], [first.number, first.head.sha], "the pull request");
  const assets = join(place.root, "github/releases", app.name, "v1.0.0");
  const targets = new Map();
  for (const name of await readdir(assets)) targets.set(`app/v1.0.0/${name}`, await readFile(join(assets, name)));
  same([...targets.keys()].sort(), ["app/v1.0.0/app", "app/v1.0.0/app-src.tar.gz"], "the release's files");
  return { number: first.number, file: "targets/app/v1.0.0.json", targets };
}

/** The one pull request that is open, with the comments that the release workflow made. */
async function proposalOf(place, trust, { verdicts }) {
  const pulls = await place.rest("GET", `/repos/${trust.name}/pulls?state=open`);
  const shown = pulls.map(({ head, title }) => [head.ref, title]);
  same(shown, [["kaprien/app/v1.0.0", "Release app v1.0.0"]], "the proposals");
  const [pull] = pulls;
  const comments = await place.rest("GET", `/repos/${trust.name}/issues/${pull.number}/comments`);
  const said = comments.map(({ body }) => /ready to merge/i.test(body));
  same(said, verdicts, "verdicts from the release workflow");
  return pull;
}

const releaseFiles = (project) => ({
  name: "examples/release-files",
  async lay(place) {
    const trust = await place.open("acme/app");
    await copy(project, "examples/release-files", place, trust);
    return trust;
  },
  propose: (place, trust) => releaseByTag(place, trust, trust, { verdicts: [true] }),
});

const separate = (project) => ({
  name: "examples/separate-trust-repo",
  async lay(place) {
    const app = await place.open("acme/app");
    await cp(join(project, "examples/separate-trust-repo/app"), app.work, { recursive: true });
    await app.pin();
    await app.commit("A project");
    this.app = app;
    const trust = await place.open("acme/trust");
    await copy(project, "examples/separate-trust-repo/trust", place, trust);
    app.settings.secrets.environments.release = {
      KAPRIEN_TRUST_TOKEN: await place.github.mint({
        login: "acme-releases[bot]",
        type: "Bot",
        permissions: { contents: "write", "pull-requests": "write" },
        repositories: [trust.name],
      }),
    };
    return trust;
  },
  propose(place, trust) {
    return releaseByTag(place, this.app, trust, { verdicts: [] });
  },
});

export const variants = [template, minimal, releaseFiles, separate];
