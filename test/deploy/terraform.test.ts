import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FOLDER, MONITORS } from "./monitors.ts";
import { parseMonitor } from "./query.ts";

const TERRAFORM = join(FOLDER, "terraform");
const FILES = readdirSync(TERRAFORM).filter((name) => name.endsWith(".tf"));
const text = FILES.map((name) => readFileSync(join(TERRAFORM, name), "utf8")).join("\n");

function all(pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}

describe("the Terraform module", () => {
  it("declares the variables and locals that it reads, and reads those that it declares", () => {
    const declared = new Set(all(/^variable "(\w+)"/gm));
    expect(new Set(all(/\bvar\.(\w+)/g))).toEqual(declared);
    const locals = text.slice(text.indexOf("locals {"), text.indexOf("\n}\n", text.indexOf("locals {")));
    const names = new Set([...locals.matchAll(/^ {2}(\w+) += /gm)].map(([, name]) => name));
    expect(new Set(all(/\blocal\.(\w+)/g))).toEqual(names);
  });

  it("makes resources for JSON as it is, and refers to those only", () => {
    const made = [...text.matchAll(/^resource "(\w+)" "(\w+)"/gm)].map(([, type, name]) => `${type}.${name}`);
    expect(made).toEqual([
      "datadog_dashboard_json.pull_requests",
      "datadog_monitor_json.exporter",
      "datadog_service_level_objective.exporter",
    ]);
    expect(made).toEqual(expect.arrayContaining([...all(/[^"](datadog_\w+\.\w+)[.[]/g)]));
  });

  it("reads files that are there", () => {
    const paths = all(/\bfile\("\$\{local\.folder\}\/([^"]+)"\)/g);
    const filled = paths.map((path) => path.replace(/\$\{id\}/, "exporter-failing"));
    expect(filled.sort()).toEqual(["dashboard.json", "monitors/exporter-failing.json", "slo.json"]);
    expect(filled.filter((path) => !existsSync(join(FOLDER, path)))).toEqual([]);
    expect(all(/fileset\("\$\{local\.folder\}\/(\w+)", "\*\.json"\)/g)).toEqual(["monitors"]);
  });

  it("replaces what the files hold", () => {
    const messages = [...MONITORS.values()].map(({ message }) => message).join("\n");
    expect(messages).toContain(/search = "([^"]+)"/.exec(text)?.[1]);
    for (const { query } of MONITORS.values()) expect(query).toMatch(/:github\./);
    for (const { query, options } of MONITORS.values())
      expect(Number(/-?[0-9.]+$/.exec(query)?.[0])).toBe(options.thresholds.critical);
  });

  it("knows which monitors are about what vanishes", () => {
    const vanishing = [...MONITORS].filter(([, { query }]) =>
      parseMonitor(query).asked.some(
        ({ metric }) => /\.by_/.test(metric) || metric === "pull_requests.stale",
      ),
    );
    const listed = /vanishing = \[([^\]]*)\]/.exec(text)?.[1]?.match(/[\w-]+/g);
    expect(listed).toEqual(vanishing.map(([id]) => id).sort());
  });

  it.each(FILES)("%s is written as terraform fmt writes", (name) => {
    const lines = readFileSync(join(TERRAFORM, name), "utf8").split("\n");
    expect(lines.filter((line) => /\t|\s$/.test(line))).toEqual([]);
    expect(indentsOf(lines)).toEqual(lines.map((line) => (line === "" ? 0 : line.search(/\S/))));
  });
});

/** How far each line is indented: two for each line above whose brackets are still open, however many they are. */
function indentsOf(lines: readonly string[]): readonly number[] {
  const open: number[] = [];
  return lines.map((line) => {
    const bare = line.replace(/"[^"]*"/g, "").replace(/#.*/, "");
    const net = (bare.match(/[([{]/g) ?? []).length - (bare.match(/[)\]}]/g) ?? []).length;
    if (net < 0) close(open, -net);
    const indent = line === "" ? 0 : 2 * open.length;
    if (net > 0) open.push(net);
    return indent;
  });
}

function close(open: number[], brackets: number): void {
  for (let left = brackets; left > 0; left -= 1) {
    const last = open.pop();
    if (last === undefined) throw new Error("a bracket too many");
    if (last > 1) open.push(last - 1);
  }
}
