import { describe, expect, it } from "vitest";
import type { DatadogOptions, DatadogSandbox } from "../../../sandbox/datadog/server.ts";
import { apiKey, appKey, datadog, series, submit } from "./support.ts";

const MONITOR = {
  name: "Backlog",
  type: "metric alert",
  query: "min(last_1h):max:github.pull_requests.open{*} by {repo} > 20",
  message: "look",
  tags: ["Team:A b"],
  options: { thresholds: { critical: 20, warning: 15 }, on_missing_data: "default" },
};
const DASHBOARD = {
  title: "Backlog",
  layout_type: "ordered",
  widgets: [
    { definition: { type: "group", layout_type: "ordered", widgets: [{ definition: { type: "note" } }] } },
  ],
};
const SLO = { name: "Delivers", type: "monitor", thresholds: [{ timeframe: "30d", target: 99 }] };

async function ask({ url }: DatadogSandbox, method: string, path: string, body?: unknown, key = appKey) {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { "dd-api-key": apiKey, "dd-application-key": key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const open = (options: Partial<DatadogOptions> = {}) => datadog(options);

describe("monitors of the sandbox", () => {
  it("are kept with the newer name of their kind, normalised tags and defaults", async () => {
    const sandbox = await open();
    const { status, body } = await ask(sandbox, "POST", "monitor", MONITOR);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      type: "query alert",
      tags: ["team:a_b"],
      multi: true,
      priority: null,
      options: { locked: false, include_tags: true, silenced: {}, thresholds: { critical: 20 } },
    });
    expect(body.options).not.toHaveProperty("notify_no_data");
    expect((await ask(sandbox, "GET", "monitor?monitor_tags=team:a_b")).body).toHaveLength(1);
    expect((await ask(sandbox, "GET", "monitor?monitor_tags=team:a_b,team:c")).body).toEqual([]);
    expect((await ask(sandbox, "GET", "monitor?page=1&page_size=1")).body).toEqual([]);
  });

  it("are changed in part and deleted", async () => {
    const sandbox = await open();
    const { body } = await ask(sandbox, "POST", "monitor", MONITOR);
    const changed = await ask(sandbox, "PUT", `monitor/${body.id}`, { name: "Other" });
    expect(changed.body).toMatchObject({ name: "Other", message: "look", id: body.id });
    expect((await ask(sandbox, "DELETE", `monitor/${body.id}`)).body).toEqual({
      deleted_monitor_id: body.id,
    });
    expect((await ask(sandbox, "PUT", `monitor/${body.id}`, {})).status).toBe(404);
    expect((await ask(sandbox, "DELETE", `monitor/${body.id}`)).status).toBe(404);
  });

  it.each([
    [{ query: "max:github.pull_requests.open{*} > 20" }, "query"],
    [{ query: "min(last_8d):max:a.b{*} > 20" }, "query"],
    [{ query: "min(last_1h):max:a.b{*} by {repo} >" }, "query"],
    [{ query: "min(last_1h):max:a.b{*} ++ nonsense(max:a.b{*}) > 20" }, "query"],
    [{ query: "min(last_1h):(max:a.b{*} > 20" }, "query"],
    [{ query: "change(min(last_1h),last_3d):max:a.b{*} > 20" }, "query"],
    [{ options: { thresholds: { critical: 21 } } }, "does not match that used in the query"],
    [{ options: { thresholds: { critical: 20, warning: 25 } } }, "Warning threshold"],
    [{ options: { thresholds: { critical: 20, critical_recovery: 21 } } }, "Alert recovery"],
    [{ options: { thresholds: { critical: 20, warning_recovery: 3 } } }, "Warning recovery"],
    [{ options: { on_missing_data: "forget" } }, "on_missing_data"],
    [{ options: { on_missing_data: "resolve", notify_no_data: true } }, "notify_no_data"],
    [
      {
        query: "min(last_1h):default_zero(max:a.b{*}) > 20",
        options: { on_missing_data: "resolve" },
      },
      "Invalid on_missing_data value: resolve; valid value is: default",
    ],
    [{ options: { something: 1 } }, "something"],
    [{ priority: 7 }, "priority"],
    [{ tags: ["x".repeat(201)] }, "tags"],
    [{ id: 3 }, "id"],
  ])("refuse %o", async (special, words) => {
    const sandbox = await open();
    for (const path of ["monitor", "monitor/validate"]) {
      const { status, body } = await ask(sandbox, "POST", path, { ...MONITOR, ...special });
      expect(status).toBe(400);
      expect(body.errors.join()).toContain(words);
    }
    expect(sandbox.shelves.monitors.size).toBe(0);
  });

  it("refuse what is there already, but not when the same is validated", async () => {
    const sandbox = await open();
    const { body } = await ask(sandbox, "POST", "monitor", MONITOR);
    const twin = await ask(sandbox, "POST", "monitor/validate", MONITOR);
    expect(twin).toMatchObject({
      status: 400,
      body: { errors: [`Duplicate of an existing monitor_id:${body.id}`] },
    });
    expect((await ask(sandbox, "POST", `monitor/${body.id}/validate`, MONITOR)).status).toBe(200);
    expect((await ask(sandbox, "POST", "monitor/9/validate", MONITOR)).status).toBe(404);
  });

  it("may not know on_missing_data, as Datadog once did not", async () => {
    const sandbox = await open({ knowsMissingData: false });
    const { body } = await ask(sandbox, "POST", "monitor", MONITOR);
    expect(body.errors).toEqual(["Invalid monitor option: on_missing_data"]);
  });
});

describe("the sandbox's objectives", () => {
  it("hold their monitor", async () => {
    const sandbox = await open();
    const monitor = (await ask(sandbox, "POST", "monitor", MONITOR)).body;
    expect((await ask(sandbox, "POST", "slo", { ...SLO, monitor_ids: [7] })).status).toBe(400);
    expect((await ask(sandbox, "POST", "slo", { ...SLO, monitor_ids: [] })).status).toBe(400);
    const { body } = await ask(sandbox, "POST", "slo", { ...SLO, monitor_ids: [monitor.id], tags: ["a:B"] });
    const [slo] = body.data;
    expect(slo).toMatchObject({
      tags: ["a:b"],
      target_threshold: 99,
      thresholds: [{ target_display: "99." }],
    });
    const refused = await ask(sandbox, "DELETE", `monitor/${monitor.id}`);
    expect(refused.body.errors[0]).toContain("is referenced in slos");
    expect((await ask(sandbox, "GET", "slo?tags_query=a:b")).body.data).toHaveLength(1);
    expect((await ask(sandbox, "PUT", `slo/${slo.id}`, { ...SLO, monitor_ids: [monitor.id] })).status).toBe(
      200,
    );
    expect((await ask(sandbox, "DELETE", `slo/${slo.id}`)).status).toBe(200);
    expect((await ask(sandbox, "DELETE", `slo/${slo.id}`)).status).toBe(404);
    expect((await ask(sandbox, "PUT", `slo/${slo.id}`, SLO)).status).toBe(404);
    expect((await ask(sandbox, "DELETE", `monitor/${monitor.id}`)).status).toBe(200);
  });
});

describe("the sandbox's dashboards", () => {
  it("get an address, and their widgets ids", async () => {
    const sandbox = await open();
    const { body } = await ask(sandbox, "POST", "dashboard", DASHBOARD);
    expect(body.url).toBe(`/dashboard/${body.id}/a-slug`);
    expect(body.widgets[0]).toMatchObject({ id: expect.any(Number) });
    expect(body.widgets[0].definition.widgets[0]).toMatchObject({ id: expect.any(Number) });
    const { dashboards } = (await ask(sandbox, "GET", "dashboard?start=0&count=5")).body;
    expect(dashboards).toMatchObject([{ id: body.id, title: "Backlog", description: null }]);
    expect(dashboards[0]).not.toHaveProperty("widgets");
    expect((await ask(sandbox, "GET", `dashboard/${body.id}`)).body).toEqual(body);
    const changed = await ask(sandbox, "PUT", `dashboard/${body.id}`, { ...DASHBOARD, title: "Other" });
    expect(changed.body).toMatchObject({ title: "Other", id: body.id, url: body.url });
    expect((await ask(sandbox, "DELETE", `dashboard/${body.id}`)).status).toBe(200);
    for (const method of ["GET", "DELETE"])
      expect((await ask(sandbox, method, `dashboard/${body.id}`)).status).toBe(404);
    expect((await ask(sandbox, "PUT", `dashboard/${body.id}`, DASHBOARD)).status).toBe(404);
  });

  it.each([
    { title: "" },
    { layout_type: "round" },
    { widgets: [{ definition: {} }] },
    { tags: ["tier:1"] },
    { author_handle: "me" },
    { template_variables: [{ name: "a b" }] },
    { template_variables: [{ name: "a", default: "*", defaults: ["*"] }] },
  ])("refuse %o", async (special) => {
    expect((await ask(await open(), "POST", "dashboard", { ...DASHBOARD, ...special })).status).toBe(400);
  });
});

describe("the sandbox's metadata", () => {
  it("is only there for a metric that was sent", async () => {
    const sandbox = await open();
    const path = "metrics/github.pull_requests.open";
    expect((await ask(sandbox, "GET", path)).status).toBe(404);
    expect((await ask(sandbox, "PUT", path, { unit: "item" })).status).toBe(404);
    await submit(sandbox, series());
    expect((await ask(sandbox, "PUT", path, { description: "all" })).body).toMatchObject({
      description: "all",
    });
    expect((await ask(sandbox, "PUT", path, { unit: "item" })).body).toMatchObject({
      description: "all",
      unit: "item",
      type: "gauge",
    });
    expect((await ask(sandbox, "PUT", path, { kind: "gauge" })).status).toBe(400);
  });
});

describe("who may ask the sandbox for pieces", () => {
  it("has both keys and the scope", async () => {
    const sandbox = await open({ appKeys: [{ key: appKey, scopes: ["monitors_read"] }] });
    expect((await ask(sandbox, "GET", "monitor")).status).toBe(200);
    const { status, body } = await ask(sandbox, "POST", "monitor", MONITOR);
    expect([status, body.errors[1]]).toEqual([403, expect.stringContaining("monitors_write")]);
    expect((await ask(sandbox, "GET", "monitor", undefined, "another key")).status).toBe(403);
  });

  it("sends JSON", async () => {
    const sandbox = await open();
    const headers = { "dd-api-key": apiKey, "dd-application-key": appKey };
    const response = await fetch(`${sandbox.url}/api/v1/monitor`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(400);
    expect((await ask(sandbox, "PATCH", "monitor")).status).toBe(404);
    expect(sandbox.problems).toEqual(["PATCH /api/v1/monitor: no such route"]);
  });
});
