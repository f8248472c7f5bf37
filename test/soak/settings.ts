import type { RestLists } from "../../sandbox/github/types.ts";
import { isBreakdown } from "../../sandbox/oracle/by-owner.ts";
import type { ExpectedOptions } from "../../sandbox/oracle/expected.ts";
import type { Owners } from "../../sandbox/oracle/owners.ts";
import type { RepositoryRecord } from "../../sandbox/population.ts";
import type { Random } from "../../sandbox/random.ts";
import type { Api } from "../support/town.ts";

/** How the exporter is set during a whole season, and what the oracle is told of it. */
export interface Settings {
  readonly api: Api | "auto";
  readonly env: Readonly<Record<string, string>>;
  /** Text of the TAGS_FILE; empty where there is none. */
  readonly tagsFile: string;
  readonly restLists: RestLists;
  readonly owners: Owners;
  readonly constantTags: readonly string[];
  readonly metrics: "default" | "all";
  readonly legacy: boolean;
  readonly grain: "repo" | "owner" | "mixed";
}

/** What an operator changes between two runs. */
export interface Choice {
  readonly env: Readonly<Record<string, string>>;
  readonly kept: NonNullable<ExpectedOptions["kept"]>;
  /** Whether the patterns of this run take a repository. */
  readonly takes: (record: RepositoryRecord) => boolean;
  /** Full names that are in the configuration. */
  readonly named: readonly string[];
}

interface Source {
  readonly env: Readonly<Record<string, string>>;
  readonly tagsFile?: string;
  readonly owners?: Owners;
  readonly constantTags?: readonly string[];
}

const suffix = (name: string) => Number(/(\d)$/.exec(name)?.[1] ?? 0);

/** Further tags of every source; some of their keys are the beginnings of others. */
const sources: readonly Source[] = [
  { env: {} },
  {
    env: { DD_TAGS: "team:platform,team-lead:ann,tier:1,cost.centre:7,cost:9" },
    constantTags: ["team:platform", "team-lead:ann", "tier:1", "cost.centre:7", "cost:9"],
  },
  {
    env: { REPO_TAGS: "acme/*1=team:one,team-lead:ann,team2:x; acme/*=team:rest,team-lead:bob,team2:y" },
    owners: {
      keys: ["team", "team-lead", "team2"],
      others: [
        (name) => {
          if (!name.toLowerCase().startsWith("acme/")) return {};
          return suffix(name) === 1
            ? { team: "one", "team-lead": "ann", team2: "x" }
            : { team: "rest", "team-lead": "bob", team2: "y" };
        },
      ],
    },
  },
  {
    env: { TOPIC_TAGS: "team-*:cost.centre,lead-*:cost" },
    owners: {
      keys: ["cost.centre", "cost"],
      others: [
        (_, { topics }) => ({
          ...topicOf(topics, "team-", "cost.centre"),
          ...topicOf(topics, "lead-", "cost"),
        }),
      ],
    },
  },
  {
    env: { PROPERTY_TAGS: "squad:team,squad-lead:team.lead" },
    owners: {
      keys: ["team", "team.lead"],
      others: [
        (_, { properties }) => ({
          ...propertyOf(properties, "squad", "team"),
          ...propertyOf(properties, "squad-lead", "team.lead"),
        }),
      ],
    },
  },
  {
    env: { DD_TAGS: "stage/x:late,stage:early" },
    constantTags: ["stage/x:late", "stage:early"],
    tagsFile: [
      "repositories:",
      "  acme/*1: { team: one, team-x: two }",
      "people:",
      "  constructor: { team: proto }",
      "  ann: { team: ann, team-x: annx }",
      "labels:",
      "  bug: { team-x: menders }",
      "",
    ].join("\n"),
    owners: {
      keys: ["team", "team-x"],
      filed: (name) => (/^acme\/.*1$/i.test(name) ? { team: "one", "team-x": "two" } : {}),
      tagged: {
        ...Object.fromEntries(
          ["author", "reviewer", "assignee"].flatMap((key) => [
            [`${key}:constructor`, { team: "proto" }],
            [`${key}:ann`, { team: "ann", "team-x": "annx" }],
          ]),
        ),
        "label:bug": { "team-x": "menders" },
      },
      others: [],
    },
  },
];

function topicOf(topics: readonly string[], start: string, key: string) {
  const found = topics.filter((topic) => topic.startsWith(start)).map((topic) => topic.slice(start.length));
  return found[0] === undefined ? {} : { [key]: found[0] };
}

function propertyOf(properties: RepositoryRecord["properties"], name: string, key: string) {
  const value = properties[name];
  return typeof value === "string" ? { [key]: value } : {};
}

export function drawSettings(random: Random): Settings {
  const source = oneOf(sources, random);
  const grain = random.weighted([
    [6, "repo"],
    [3, "owner"],
    [1, "mixed"],
  ] as const);
  const metrics = random.weighted([
    [5, {}],
    [3, { METRICS: "+*" }],
  ] as const);
  const legacy = random.chance(0.2);
  return {
    api: oneOf(["graphql", "rest", "auto", "auto"] as const, random),
    env: {
      ...source.env,
      ...metrics,
      ...(legacy && { LEGACY_METRIC: "true" }),
      ...(grain !== "repo" && {
        GRAIN: grain === "owner" ? "owner" : "repo,by_reviewer:owner,by_label:owner",
      }),
      EMPTY_REPOSITORIES: oneOf(["send", "skip", "auto"], random),
    },
    tagsFile: source.tagsFile ?? "",
    restLists: {
      issues: oneOf(["pages", "cursor"], random),
      botReviewers: oneOf(["listed", "hidden"], random),
      requestedTeams: "by_right",
    },
    owners: source.owners ?? { keys: [], others: [] },
    constantTags: source.constantTags ?? [],
    metrics: "METRICS" in metrics ? "all" : "default",
    legacy,
    grain,
  };
}

/** What `GRAIN` says of a metric. */
export function grainOf({ grain }: Settings, metric: string): "repo" | "owner" {
  if (grain === "mixed") return /by_(reviewer|label)$/.test(metric) ? "owner" : "repo";
  return grain === "owner" && isBreakdown(metric) ? "owner" : "repo";
}

/** A repository that is named in full. */
export const NAMED = "other/named";

/** What is said for one run: which labels and people are of interest, which repositories, and how many series. */
export function drawChoice(random: Random, calm: boolean): Choice {
  const filters = calm ? 0 : random.below(6);
  const forks = random.chance(0.3);
  const excluded = random.chance(0.25) ? random.below(9) + 1 : undefined;
  const patterns = [
    "acme/*",
    "constructor/*",
    NAMED,
    ...(excluded === undefined ? [] : [`!acme/service-0000${excluded}`]),
  ];
  return {
    env: {
      GITHUB_REPOSITORIES: patterns.join(","),
      ...(forks && { GITHUB_INCLUDE_FORKS: "true" }),
      ...(filters === 1 && { LABELS: "!bug" }),
      ...(filters === 2 && { AUTHORS: "ann,constructor*", REVIEWERS: "!ann" }),
      ...(!calm && random.chance(0.15) && { MAX_SERIES: String(20 + random.below(400)) }),
    },
    kept: {
      ...(filters === 1 && { label: (value: string) => value !== "bug" }),
      ...(filters === 2 && {
        author: (value: string) => value === "ann" || value.startsWith("constructor"),
        reviewer: (value: string) => value !== "ann",
      }),
    },
    takes: ({ owner, name, fork }) =>
      ["acme", "constructor"].includes(owner) &&
      (forks || !fork) &&
      !(owner === "acme" && excluded !== undefined && name === `service-0000${excluded}`),
    named: [NAMED],
  };
}

/** One of them, each as likely. */
export function oneOf<T>(all: readonly T[], random: Random): T {
  const found = all[random.below(all.length)];
  if (found === undefined) throw new RangeError("nothing to choose from");
  return found;
}
