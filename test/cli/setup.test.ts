import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fileWith } from "../support/file.ts";
import { API_KEY, APP_KEY } from "../support/house.ts";
import { change, monitorOf, openSetup, resultsOf } from "../support/setup.ts";

const MONITORS = 12;

describe("setup", () => {
  it("makes a dashboard, every monitor and an objective", async () => {
    const house = await openSetup();
    const outcome = await house.setup(["--notify", "@slack-reviews", "--tag", "team:platform"]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    const { monitors, dashboards, slos } = house.datadog.shelves;
    expect([dashboards.size, monitors.size, slos.size]).toEqual([1, MONITORS, 1]);
    const [dashboard] = dashboards.values();
    const backlog = monitorOf(house.datadog, "backlog-too-high");
    expect(backlog["message"]).toContain(`https://app.datadoghq.com/dashboard/${dashboard?.id})`);
    expect(backlog["message"]).toMatch(/\n\n@slack-reviews$/);
    expect(backlog["tags"]).toEqual(
      expect.arrayContaining([
        "exporter_deployment:github",
        "exporter_monitor:backlog-too-high",
        "team:platform",
      ]),
    );
    const [slo] = slos.values();
    expect(slo?.["monitor_ids"]).toEqual([monitorOf(house.datadog, "exporter-failing").id]);
    expect(house.datadog.problems).toEqual([]);
    expect(resultsOf(outcome).get("slo")).toBe("created");
  });

  it("routes by team where repositories have teams, and tells people whom TAGS_FILE names", async () => {
    const house = await openSetup();
    const TAGS_FILE = fileWith('people: { "renovate[bot]": { notify: "@slack-bots" } }');
    const DD_TAGS = "team:core,tier:1";
    await house.setup([], { TAGS_FILE, DD_TAGS, REPO_TAGS: "acme/*=team:web" });
    expect(monitorOf(house.datadog, "backlog-too-high")["query"]).toContain("{tier:1} by {repo,team}");
    expect(monitorOf(house.datadog, "exporter-failing")["query"]).toContain("{team:core,tier:1}");
    expect(monitorOf(house.datadog, "reviewer-overloaded")["message"]).toContain(
      '{{#is_exact_match "reviewer.name" "renovate_bot"}}@slack-bots{{/is_exact_match}}',
    );
    expect(house.datadog.problems).toEqual([]);
  });

  it("changes nothing the second time", async () => {
    const house = await openSetup();
    const argv = ["--notify", "@slack-reviews", "--tag", "team:platform", "--interval", "5m"];
    await house.setup(argv, { DD_TAGS: "tier:1" });
    const again = await house.setup(argv, { DD_TAGS: "tier:1" });
    expect(again.exitCode).toBe(0);
    expect(house.asked().filter((line) => !line.startsWith("GET "))).toEqual([]);
    const results = new Set([...resultsOf(again).values()].map((text) => text.split(" ")[0]));
    expect(results).toEqual(new Set(["unchanged", "not"]));
  });

  it("describes the metrics once they are there, and keeps what others wrote", async () => {
    const house = await openSetup();
    const before = await house.setup();
    expect(before.exitCode).toBe(0);
    expect(before.stdout).toContain("Datadog does not know them before the first run");
    await house.run({ GITHUB_REPOSITORIES: "acme/*" });
    await house.setup();
    const puts = house.written();
    expect(puts.length).toBeGreaterThan(10);
    expect(new Set(puts.map((line) => line.split(" ")[0]))).toEqual(new Set(["PUT"]));
    const open = house.datadog.shelves.metadata.get("github.pull_requests.open");
    expect(open).toMatchObject({ unit: "item", type: "gauge" });
    house.datadog.shelves.metadata.set("github.pull_requests.open", { ...open, description: "ours" });
    const third = await house.setup();
    expect(house.written()).toEqual([]);
    expect(third.stdout).toContain("another description in Datadog, kept");
    await house.setup(["--force"]);
    expect(house.written()).toEqual(["PUT /api/v1/metrics/github.pull_requests.open"]);
  });

  it("keeps what people changed in Datadog, and changes the rest", async () => {
    const house = await openSetup();
    await house.setup();
    const { options, message } = monitorOf(house.datadog, "backlog-too-high");
    change(house.datadog, "backlog-too-high", {
      query: "min(last_1h):max:github.pull_requests.open{*} by {repo} > 35",
      options: { ...(options as object), thresholds: { critical: 35 }, silenced: { "*": null } },
      message: `${message} @pagerduty`,
      priority: 1,
    });
    const changed = await house.setup(["--interval", "1h", "--threshold", "backlog-too-high=50"]);
    expect(monitorOf(house.datadog, "backlog-too-high")).toMatchObject({
      query: "min(last_4h):max:github.pull_requests.open{*} by {repo} > 35",
      options: { thresholds: { critical: 35 }, silenced: { "*": null } },
      message: `${message} @pagerduty`,
      priority: 1,
    });
    expect(resultsOf(changed).get("monitor backlog-too-high")).toBe(
      "updated changed in Datadog and kept: message, priority; changed in Datadog and kept, though setup has another wish now (--force writes it): thresholds",
    );
    const again = await house.setup(["--interval", "1h", "--threshold", "backlog-too-high=50"]);
    expect(house.written()).toEqual([]);
    expect(resultsOf(again).get("monitor backlog-too-high")).toMatch(/^kept /);
  });

  it("writes its own again with --force", async () => {
    const house = await openSetup();
    await house.setup();
    const { options, tags } = monitorOf(house.datadog, "backlog-too-high");
    change(house.datadog, "backlog-too-high", {
      query: "min(last_1h):max:github.pull_requests.open{*} by {repo} > 35",
      options: { ...(options as object), thresholds: { critical: 35 }, silenced: { "*": null } },
      tags: [...(tags as string[]), "owner:someone"],
    });
    const forced = await house.setup(["--force"]);
    expect(house.written()).toEqual([
      `PUT /api/v1/monitor/${monitorOf(house.datadog, "backlog-too-high").id}`,
    ]);
    expect(monitorOf(house.datadog, "backlog-too-high")).toMatchObject({
      query: "min(last_1h):max:github.pull_requests.open{*} by {repo} > 20",
      options: { thresholds: { critical: 20, warning: 15 }, silenced: { "*": null } },
      tags: expect.arrayContaining(["owner:someone"]),
    });
    expect(resultsOf(forced).get("monitor backlog-too-high")).toBe("updated");
    await house.setup();
    expect(house.written()).toEqual([]);
  });

  it("follows its own wishes where nobody changed anything", async () => {
    const house = await openSetup();
    await house.setup(["--threshold", "backlog-too-high=50"]);
    await house.setup(["--threshold", "backlog-too-high=10,warning=8", "--notify", "@a"]);
    expect(monitorOf(house.datadog, "backlog-too-high")).toMatchObject({
      query: expect.stringMatching(/> 10$/),
      options: { thresholds: { critical: 10, warning: 8, critical_recovery: 9, warning_recovery: 7 } },
      message: expect.stringMatching(/@a$/),
    });
  });

  it("keeps a dashboard that people changed, and follows what they did not", async () => {
    const house = await openSetup();
    await house.setup();
    const { dashboards } = house.datadog.shelves;
    const [dashboard] = dashboards.values();
    const id = String(dashboard!.id);
    const own = { id: 7, definition: { type: "a kind of tomorrow", content: "mine" } };
    const widgets = [own, ...(dashboard!["widgets"] as object[])];
    dashboards.set(id, { ...dashboard!, widgets, title: "Ours" });
    const changed = await house.setup([], { METRIC_PREFIX: "github", DD_SITE: "datadoghq.eu" });
    expect(resultsOf(changed).get("dashboard")).toContain("kept changed in Datadog and kept: title, widgets");
    expect(resultsOf(changed).get("dashboard")).toContain(`https://app.datadoghq.eu/dashboard/${id}`);
    dashboards.set(id, { ...dashboard!, widgets, template_variables: [] });
    await house.setup(["--force"]);
    expect(dashboards.get(id)?.["widgets"]).toHaveLength(widgets.length - 1);
  });

  it("makes what was deleted again, and says so", async () => {
    const house = await openSetup();
    await house.setup();
    const { monitors, slos } = house.datadog.shelves;
    monitors.delete(String(monitorOf(house.datadog, "exporter-failing").id));
    const again = await house.setup();
    expect(resultsOf(again).get("monitor exporter-failing")).toMatch(
      /^created .*deleted, or new in this version$/,
    );
    expect([...slos.values()][0]?.["monitor_ids"]).toEqual([monitorOf(house.datadog, "exporter-failing").id]);
    expect(house.written()).toHaveLength(2);
  });

  it("shows the difference and writes nothing with --dry-run", async () => {
    const house = await openSetup();
    const first = await house.setup(["--dry-run"]);
    expect(first.exitCode).toBe(0);
    expect(house.written()).toEqual([]);
    expect(resultsOf(first).get("slo")).toBe("to be created");
    await house.setup();
    const second = await house.setup(["--dry-run", "--threshold", "backlog-too-high=25"]);
    expect(house.written()).toEqual([]);
    expect(second.stdout).toContain(
      '\nmonitor backlog-too-high\n  thresholds\n    -   "critical": 20,\n    -   "critical_recovery": 18,\n',
    );
    expect(second.stdout).toContain('    +   "critical": 25,\n');
    expect(second.stdout).toMatch(/\nNothing was written\.\n$/);
    const third = await house.setup(["--dry-run", "--remove"]);
    expect(house.written()).toEqual([]);
    expect(resultsOf(third).get("dashboard")).toBe("to be removed GitHub pull requests");
  });

  it("names what is refused in Datadog's own words, and goes on", async () => {
    const house = await openSetup();
    const body = JSON.stringify({ errors: ["Tag policy: the tag team is required"] });
    house.datadog.fault({
      when: ({ path }) => path.endsWith("/monitor/validate"),
      skip: 1,
      times: 1,
      fault: { kind: "status", status: 400, body },
    });
    const outcome = await house.setup();
    expect(outcome.exitCode).toBe(1);
    expect(resultsOf(outcome).get("monitor oldest-too-old")).toBe(
      `refused ${new URL(house.datadog.url).host} answered 400: Tag policy: the tag team is required`,
    );
    expect(house.datadog.shelves.monitors.size).toBe(MONITORS - 1);
    expect(house.datadog.shelves.slos.size).toBe(1);
  });

  it.each([
    { lacks: "dashboards_write", piece: "dashboard" },
    { lacks: "dashboards_read", piece: "dashboard" },
    { lacks: "monitors_read", piece: "monitors" },
    { lacks: "monitors_write", piece: "monitor backlog-too-high" },
    { lacks: "slos_read", piece: "slo" },
    { lacks: "slos_write", piece: "slo" },
    { lacks: "metrics_read", piece: "16 metrics: descriptions and units" },
  ])("says which scope is missing ($lacks), and does the rest", async ({ lacks, piece }) => {
    const all = ["monitors", "dashboards", "slos"].flatMap((kind) => [`${kind}_read`, `${kind}_write`]);
    const scopes = [...all, "metrics_read", "metrics_metadata_write"].filter((scope) => scope !== lacks);
    const house = await openSetup({ datadog: { appKeys: [{ key: APP_KEY, scopes }] } });
    const outcome = await house.setup();
    expect(outcome.exitCode).toBe(1);
    expect(resultsOf(outcome).get(piece)).toContain(`check that the application key has the scope ${lacks}`);
    const refused = [...resultsOf(outcome).values()].filter((text) => text.startsWith("refused"));
    expect(refused.length).toBeLessThan(resultsOf(outcome).size);
  });

  it("waits out what passes, and makes nothing twice when an answer is lost", async () => {
    const house = await openSetup();
    const posts = (name: string) => (exchange: { method: string; path: string }) =>
      exchange.method === "POST" && exchange.path === `/api/v1/${name}`;
    const { datadog } = house;
    datadog.fault({ when: posts("monitor"), times: 1, fault: { kind: "reset-after-accept" } });
    datadog.fault({ when: posts("monitor"), skip: 1, times: 1, fault: { kind: "status", status: 503 } });
    datadog.fault({ when: posts("dashboard"), times: 1, fault: { kind: "reset-after-accept" } });
    datadog.fault({ when: posts("slo"), times: 1, fault: { kind: "reset-after-accept" } });
    const outcome = await house.setup();
    expect(outcome.exitCode).toBe(0);
    const { monitors, dashboards, slos } = datadog.shelves;
    expect([dashboards.size, monitors.size, slos.size]).toEqual([1, MONITORS, 1]);
    await house.setup();
    expect(house.written()).toEqual([]);
  });

  it("removes only what it made", async () => {
    const house = await openSetup();
    await house.setup();
    await house.setup([], { METRIC_PREFIX: "acme" });
    const { monitors, dashboards, slos } = house.datadog.shelves;
    const copy = { ...monitorOf(house.datadog, "backlog-too-high"), id: 99_999, name: "a copy" };
    monitors.set("99999", copy);
    const plain = { ...copy, id: 1, tags: ["managed_by:github-datadog-exporter"] };
    monitors.set("1", plain);
    monitors.set("2", { ...plain, id: 2, tags: [] });
    dashboards.set("one", { id: "one", title: "another one", description: "GitHub", layout_type: "ordered" });
    const outcome = await house.setup(["--remove"]);
    expect(outcome.exitCode).toBe(0);
    expect(monitors.size).toBe(MONITORS + 3);
    expect([dashboards.size, slos.size]).toEqual([2, 1]);
    expect(resultsOf(outcome).get("monitor 99999")).toBe(
      "left alone a copy that somebody made of monitor backlog-too-high",
    );
    await house.setup(["--remove"]);
    expect(monitors.size).toBe(MONITORS + 2);
  });

  it("leaves copies and other deployments alone, and says that they are there", async () => {
    const house = await openSetup();
    await house.setup([], { DD_TAGS: "team:a" });
    const outcome = await house.setup([], { DD_TAGS: "team:b" });
    const { monitors, dashboards } = house.datadog.shelves;
    expect([monitors.size, dashboards.size]).toEqual([2 * MONITORS, 2]);
    const queries = [...monitors.values()].map(({ query }) => String(query));
    expect(queries).toContain("min(last_1h):max:github.pull_requests.open{team:a} by {repo} > 20");
    expect(queries).toContain("min(last_1h):max:github.pull_requests.open{team:b} by {repo} > 20");
    expect(resultsOf(outcome).get(`${MONITORS} other monitors`)).toMatch(
      /^left alone .*exporter_deployment:github\//,
    );
    const names = new Set([...monitors.values()].map(({ name }) => name));
    expect(names.size).toBe(2 * MONITORS);
  });

  it("leaves out a monitor on what is not sent, and names the METRICS it would need", async () => {
    const house = await openSetup();
    await house.setup();
    const outcome = await house.setup([], { METRICS: "!pull_requests.open.by_label" });
    expect(outcome.exitCode).toBe(0);
    expect(resultsOf(outcome).get("monitor label-piling-up")).toBe(
      "left out METRICS does not send pull_requests.open.by_label; with METRICS=+pull_requests.open.by_label it would be set up; the one in Datadog stays, and sees nothing",
    );
    expect(house.datadog.shelves.monitors.size).toBe(MONITORS);
  });

  it("lets alerts on what vanishes close by themselves where nothing is set to 0", async () => {
    const house = await openSetup();
    await house.setup([], { ZERO_FILL: "off" });
    const resolving = [...house.datadog.shelves.monitors.values()]
      .filter(({ options }) => (options as { on_missing_data?: string }).on_missing_data === "resolve")
      .map(({ tags }) => String(tags).match(/exporter_monitor:([\w-]+)/)?.[1]);
    expect(resolving).toEqual([
      "reviewer-overloaded",
      "label-piling-up",
      "approved-not-merged",
      "stale-share-rising",
      "quota-nearly-spent",
      "token-expiring",
    ]);
  });

  it("falls back to notify_no_data where Datadog takes no on_missing_data", async () => {
    const house = await openSetup({ datadog: { knowsMissingData: false } });
    const first = await house.setup(["--interval", "5m"]);
    expect(first.exitCode).toBe(0);
    expect(monitorOf(house.datadog, "exporter-failing")["options"]).toMatchObject({
      notify_no_data: true,
      no_data_timeframe: 30,
    });
    expect(resultsOf(first).get("monitor exporter-failing")).toContain("so it has notify_no_data");
    const again = await house.setup(["--interval", "5m"]);
    expect(again.exitCode).toBe(0);
    expect(house.written()).toEqual([]);
  });

  it("finds its own among many", async () => {
    const house = await openSetup();
    for (let id = 1; id <= 250; id += 1)
      house.datadog.shelves.monitors.set(String(id), {
        id,
        name: `${id}`,
        type: "query alert",
        query: "max(last_1h):max:a.metric{*} > 1",
        tags: ["managed_by:github-datadog-exporter"],
      });
    await house.setup();
    await house.setup();
    expect(house.written()).toEqual([]);
    expect(house.asked().filter((line) => line === "GET /api/v1/monitor")).toHaveLength(3);
  });

  it("takes the notify handles, thresholds of a file and GitHub's host", async () => {
    const folder = await mkdtemp(join(tmpdir(), "thresholds-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "thresholds.yaml");
    writeFileSync(file, "oldest-too-old: 14d\nbacklog-too-high: { critical: 40, warning: 30 }\n");
    const house = await openSetup();
    const argv = [
      "--thresholds",
      file,
      "--threshold",
      "backlog-too-high=60",
      "--github-host",
      "github.acme.example",
    ];
    expect((await house.setup(argv)).exitCode).toBe(0);
    const oldest = monitorOf(house.datadog, "oldest-too-old");
    expect(oldest["query"]).toMatch(/> 1209600$/);
    expect(oldest["message"]).toContain("https://github.acme.example/{{repo.name}}/pulls");
    expect(monitorOf(house.datadog, "backlog-too-high")["query"]).toMatch(/> 60$/);
  });

  it("prints one JSON object with --json", async () => {
    const house = await openSetup();
    const outcome = await house.setup(["--json", "--dry-run"]);
    const { dry_run, pieces } = JSON.parse(outcome.stdout);
    expect(dry_run).toBe(true);
    expect(pieces[0]).toMatchObject({ piece: "dashboard", action: "created" });
  });

  it("needs both keys, and nothing of GitHub's", async () => {
    const house = await openSetup();
    const outcome = await house.setup([], { DD_APP_KEY: undefined, DD_API_KEY: undefined });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("DD_API_KEY is not set");
    expect(outcome.stderr).toContain("DD_APP_KEY is not set");
    expect(outcome.stderr).not.toContain("GITHUB");
    expect(house.asked()).toEqual([]);
  });

  it.each([
    [
      ["--interval", "soon"],
      '--interval is "soon", not a number and a unit (ms, s, m, h). For example: --interval 15m',
    ],
    [["--interval", "2d"], "--interval is"],
    [["--interval", "59s"], "must be at least 1m"],
    [["--interval", "48h"], "may be at most 24h"],
    [["--notify", "slack"], '--notify is "slack", which is no handle'],
    [["--tag", "platform"], '--tag has "platform", which is not a key'],
    [["--github-host", "https://github.com"], "which is no host name"],
    [
      ["--threshold", "20"],
      "which is not a monitor, = and a number. For example: --threshold backlog-too-high=30",
    ],
    [["--threshold", "backlog-to-high=20"], "which is no monitor; the nearest is backlog-too-high"],
    [["--threshold", "backlog-too-high=many"], 'has "many" for critical, which is not a number'],
    [["--threshold", "backlog-too-high=3d"], "which is not a number"],
    [["--threshold", "backlog-too-high=20,warn=3"], 'names "warn", which is no threshold'],
    [
      ["--threshold", "backlog-too-high=20,warning=25"],
      "sets warning of backlog-too-high, which must lie below",
    ],
    [["--threshold", "quota-nearly-spent=20,warning=5"], "which must lie above"],
    [
      ["--thresholds", "/nowhere/thresholds.yaml"],
      "--thresholds names a file where nothing can be read: there is no such file",
    ],
  ])("says what is wrong with %j", async (argv, problem) => {
    const house = await openSetup();
    const outcome = await house.setup(argv);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("The options are wrong, nothing was attempted:");
    expect(outcome.stderr).toContain(problem);
    expect(house.asked()).toEqual([]);
  });

  it("writes no key, whatever Datadog says", async () => {
    const house = await openSetup();
    const errors = [`no ${API_KEY} and no ${APP_KEY}`];
    house.datadog.fault({ fault: { kind: "status", status: 400, body: JSON.stringify({ errors }) } });
    const outcome = await house.setup([], { LOG_LEVEL: "trace" });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout).toContain("no *** and no ***");
    for (const key of [API_KEY, APP_KEY]) expect(outcome.stdout + outcome.stderr).not.toContain(key);
  });

  it("says that nobody answered", async () => {
    const house = await openSetup();
    const outcome = await house.setup([], { DD_URL: "http://127.0.0.1:9" });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout).toContain("no answer from 127.0.0.1:9");
  });
});
