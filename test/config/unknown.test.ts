import { describe, expect, it } from "vitest";
import { distance, nearest } from "../../src/config/distance.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { warnOfMisspellings } from "../../src/config/unknown.ts";

describe("the distance of two names", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["abcd", "acbd", 1],
    ["ca", "abc", 3],
    ["GITHUB_TOKEN", "GTIHUB_TOKNE", 2],
  ])("of %j and %j is %d", (from, to, expected) => {
    expect(distance(from, to)).toBe(expected);
  });

  it("finds the nearest of several, in any case", () => {
    expect(nearest("METRIC", ["bots", "metrics", "metric_prefix"])).toBe("metrics");
    expect(nearest("a", [])).toBeUndefined();
  });
});

describe("a misspelled variable", () => {
  it.each([
    ["GITHUB_TOKN", "GITHUB_TOKEN"],
    ["GITHUB_REPOSITORES", "GITHUB_REPOSITORIES"],
    ["GITHUB_REPOSTIORIES", "GITHUB_REPOSITORIES"],
    ["github_token", "GITHUB_TOKEN"],
    ["DD_APIKEY", "DD_API_KEY"],
    ["DATADOG_APY_KEY", "DATADOG_API_KEY"],
    ["DD_SIET", "DD_SITE"],
    ["RUN_TIMOUT", "RUN_TIMEOUT"],
    ["METRIC", "METRICS"],
    ["BOT", "BOTS"],
    ["GITHUB_REPOS", "GITHUB_REPOSITORIES"],
    ["github_repo", "GITHUB_REPOSITORIES"],
    ["CUSTOM_METRIC", "CUSTOM_METRIC_PRICE"],
  ])("%s is warned about as %s", (name, meant) => {
    expect(warnOfMisspellings({ [name]: "x" })).toEqual([
      { event: "unknown_setting", message: expect.any(String), names: [name, meant] },
    ]);
  });

  // GitHub's, Datadog's, Kubernetes' and the shell's own variables are many, and none of them is a mistake.
  it.each([
    ..."GITHUB_ACTION GITHUB_ACTIONS GITHUB_ACTOR GITHUB_ENV GITHUB_JOB GITHUB_PATH GITHUB_REF GITHUB_REPOSITORY".split(
      " ",
    ),
    ..."GITHUB_RUN_ID GITHUB_SERVER_URL GITHUB_SHA GITHUB_GRAPHQL_URL GITHUB_STATE GITHUB_OUTPUT GH_TOKEN".split(
      " ",
    ),
    ..."DD_AGENT_HOST DD_TRACE_ENABLED DD_VERSION DD_ENTITY_ID DD_HOSTNAME DD_LOGS_ENABLED".split(" "),
    ..."DD_TRACE_AGENT_URL DD_DOGSTATSD_URL DD_PROFILING_ENABLED DD_REMOTE_CONFIGURATION_ENABLED".split(" "),
    ..."HOST HOME PATH SHELL PORT TERM ALL_PROXY FTP_PROXY ftp_proxy all_proxy NODE_OPTIONS NODE_ENV LOG_FILE LOGNAME".split(
      " ",
    ),
    ..."KUBERNETES_SERVICE_HOST METRICS_PORT RUN_ID CI TZ GITHUB_INCLUDE DD_".split(" "),
  ])("%s is left alone", (name) => {
    expect(warnOfMisspellings({ [name]: "x" })).toEqual([]);
  });

  it("is never one of ours", () => {
    const names = SETTING_ROWS.flatMap((row) => [row.name, ...(row.aliases ?? [])]);
    expect(warnOfMisspellings(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual([]);
  });

  it("is not warned about while it is unset", () => {
    expect(warnOfMisspellings({ GITHUB_TOKN: "", DD_SIET: undefined })).toEqual([]);
  });
});
