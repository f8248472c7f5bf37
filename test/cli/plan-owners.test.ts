import { expect, it } from "vitest";
import { edgeCases } from "../../sandbox/edge-cases.ts";
import { fileWith } from "../support/file.ts";
import { openHouse, type Variables } from "../support/house.ts";

interface Cost {
  readonly custom_metrics: number;
  readonly by_metric: readonly { metric: string; series: number }[];
  readonly by_tag_value: unknown;
  readonly savings: readonly { setting: string; value: string; series: number }[];
  readonly tags_without_cost: readonly string[];
}

const population = edgeCases(Date.now());
const BASE = { DD_API_KEY: undefined, GITHUB_REPOSITORIES: "acme/*", METRICS: "+*" };

/** Labels belong to different teams, so that to fold them brings series of several teams together. */
function owned(): Variables {
  const file = "labels: { bug: { team: a }, ui: { team: b } }\npeople: { '*': { team: c, tier: 1 } }\n";
  return { TAGS_FILE: fileWith(file), REPO_TAGS: "acme/*=tier:2", TOPIC_TAGS: "team-*:team" };
}

async function planned(env: Variables): Promise<Cost> {
  const house = await openHouse({ population });
  const { stdout } = await house.run({ ...BASE, ...env }, "plan", "--json");
  return (JSON.parse(stdout) as { cost: Cost }).cost;
}

it("further tags make no custom metric more, of no metric, and cost nothing", async () => {
  const [plain, tagged] = [await planned({}), await planned(owned())];
  const seriesOf = ({ by_metric }: Cost) => by_metric.map(({ metric, series }) => `${metric} ${series}`);
  expect(seriesOf(tagged)).toEqual(seriesOf(plain));
  expect(tagged.by_tag_value).toEqual(plain.by_tag_value);
  expect(tagged.savings).toEqual(plain.savings);
  expect([plain.tags_without_cost, tagged.tags_without_cost]).toEqual([[], ["team", "tier"]]);
});

it("what folding labels saves comes true where they belong to several teams", async () => {
  const env = owned();
  const before = await planned(env);
  const saving = before.savings.find(({ setting }) => setting === "LABELS");
  const after = await planned({ ...env, LABELS: `*,${saving?.value}` });
  expect(saving?.series).toBeGreaterThan(0);
  expect(before.custom_metrics - after.custom_metrics).toBe(saving?.series);
});

it("the tables say so in a line, and only where there are any", async () => {
  const house = await openHouse({ population });
  const plain = await house.run(BASE, "plan");
  const tagged = await house.run({ ...BASE, ...owned() }, "plan");
  const line = "Further tags make no custom metric more: team, tier.\n";
  expect(tagged.stdout).toContain(line);
  const spent = /\(.* requests to GitHub, .*\)\.\n/;
  expect(tagged.stdout.replace(line, "").replace(spent, "")).toBe(plain.stdout.replace(spent, ""));
});
