import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readYaml } from "../../src/cli/yaml-tree.ts";
import { load } from "../../src/config/load.ts";
import { SETTING_ROWS, SETTINGS } from "../../src/config/settings.ts";
import { HAS_KUBECTL, objectsOf } from "./kustomize.ts";

const FOLDER = join(import.meta.dirname, "../../deploy/kubernetes/cronjob");

function objectOf(folder: "base" | "cronjob" | "sharded", kind: string) {
  const found = objectsOf(folder).filter((object) => object.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}

/** The milliseconds after which a run with the folder's ConfigMap ends by itself. */
function runTimeoutMs(folder: "base" | "cronjob"): number {
  const data = objectOf(folder, "ConfigMap")?.data;
  const loaded = load({ ...data, GITHUB_TOKEN: "t", DD_API_KEY: "k" }, "run", []);
  if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
  return loaded.settings.run.timeoutMs;
}

describe.each(["base", "cronjob"] as const)("the CronJob of %s", (folder) => {
  it("never runs twice at once, and not too late", () => {
    expect(objectOf(folder, "CronJob")).toMatchObject({
      spec: {
        schedule: "*/15 * * * *",
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: 300,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
      },
    });
  });

  it("is ended a minute after a run would have ended itself", () => {
    const activeDeadlineSeconds = runTimeoutMs(folder) / 1_000 + 60;
    expect(objectOf(folder, "CronJob")).toMatchObject({
      spec: {
        jobTemplate: {
          spec: { activeDeadlineSeconds, template: { spec: { terminationGracePeriodSeconds: 30 } } },
        },
      },
    });
  });

  it("is not tried again where that changes nothing, and not failed by a drained node", () => {
    expect(objectOf(folder, "CronJob")).toMatchObject({
      spec: {
        jobTemplate: {
          spec: {
            backoffLimit: 1,
            template: { spec: { restartPolicy: "Never", containers: [{ name: "exporter" }] } },
            podFailurePolicy: {
              rules: [
                {
                  action: "FailJob",
                  onExitCodes: { containerName: "exporter", operator: "In", values: [2, 3] },
                },
                { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
              ],
            },
          },
        },
      },
    });
  });

  it("may do nothing that a run does not need", () => {
    expect(objectOf(folder, "CronJob")).toMatchObject({
      spec: {
        jobTemplate: {
          spec: {
            template: {
              spec: {
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: {
                  runAsNonRoot: true,
                  runAsUser: expect.any(Number),
                  seccompProfile: { type: "RuntimeDefault" },
                },
                containers: [
                  {
                    securityContext: {
                      allowPrivilegeEscalation: false,
                      readOnlyRootFilesystem: true,
                      capabilities: { drop: ["ALL"] },
                    },
                    resources: {
                      requests: { cpu: expect.any(String), memory: expect.any(String) },
                      limits: { memory: expect.any(String) },
                    },
                  },
                ],
              },
            },
          },
        },
      },
    });
  });

  it("reads the ConfigMap and a Secret that is not part of it", () => {
    const { name } = objectOf(folder, "ConfigMap")?.metadata ?? {};
    expect(objectOf(folder, "CronJob")).toMatchObject({
      spec: {
        jobTemplate: {
          spec: {
            template: {
              spec: { containers: [{ envFrom: [{ configMapRef: { name } }, { secretRef: { name } }] }] },
            },
          },
        },
      },
    });
    expect(objectsOf(folder).map((object) => object.kind)).not.toContain("Secret");
  });
});

describe("TAGS_FILE", () => {
  const example = parse(readFileSync(join(FOLDER, "tags.example.yaml"), "utf8"));
  const [file] = Object.keys(example.data);

  it.each(["base", "cronjob"] as const)("has its place in %s, without which a run does as well", (folder) => {
    const { name } = example.metadata;
    const spec = {
      volumes: [{ name: "tags", configMap: { name, optional: true } }],
      containers: [
        { volumeMounts: [{ name: "tags", mountPath: "/etc/github-datadog-exporter", readOnly: true }] },
      ],
    };
    expect(objectOf(folder, "CronJob")).toMatchObject({
      spec: { jobTemplate: { spec: { template: { spec } } } },
    });
    expect(SETTINGS.tagsFile.example).toBe(`/etc/github-datadog-exporter/${file}`);
  });

  it("has an example that is right", async () => {
    const { GITHUB_REPOSITORIES } = objectOf("base", "ConfigMap")?.data ?? {};
    const env = { GITHUB_REPOSITORIES, DD_API_KEY: "k", TAGS_FILE: SETTINGS.tagsFile.example };
    const loaded = load(env, "run", [], readYaml(example.data["tags.yaml"]));
    expect(loaded).toMatchObject({
      settings: { further: { notify: new Map([["alice", "@slack-payments"]]) } },
    });
  });
});

describe("the overlay", () => {
  it.skipIf(!HAS_KUBECTL)("puts everything into one namespace and gives the image its tag", () => {
    const objects = objectsOf("cronjob");
    const namespace = objects.find((object) => object.kind === "Namespace")?.metadata.name;
    const others = objects.filter((object) => object.kind !== "Namespace");
    expect(others.map((object) => object.metadata.namespace)).toEqual([namespace, namespace]);
    expect(JSON.stringify(others)).toMatch(/"image":"github-datadog-exporter:\d+\.\d+\.\d+"/);
  });

  it("names nothing in its ConfigMap but settings that are no secret", () => {
    const names = Object.keys(parse(readFileSync(join(FOLDER, "settings.yaml"), "utf8")).data);
    const known = SETTING_ROWS.filter((row) => !row.secret).map((row) => row.name);
    expect(known).toEqual(expect.arrayContaining(names));
  });

  it("has an example of the Secret under the name that the CronJob reads", () => {
    const secret = parse(readFileSync(join(FOLDER, "secret.example.yaml"), "utf8"));
    expect(secret.metadata.name).toBe(objectOf("base", "ConfigMap")?.metadata.name);
    expect(Object.values(secret.stringData).join("")).toBe("");
  });
});

describe.skipIf(!HAS_KUBECTL)("the sharded overlay", () => {
  it("runs as many workers at once as the ConfigMap says there are, each tried again by itself", () => {
    const count = Number(objectOf("sharded", "ConfigMap")?.data?.["SHARD_COUNT"]);
    expect(count).toBeGreaterThan(1);
    const cronJob = objectOf("sharded", "CronJob");
    expect(cronJob).toMatchObject({
      spec: {
        concurrencyPolicy: "Forbid",
        jobTemplate: {
          spec: {
            completionMode: "Indexed",
            completions: count,
            parallelism: count,
            backoffLimitPerIndex: 1,
            podFailurePolicy: {
              rules: [
                {
                  action: "FailIndex",
                  onExitCodes: { containerName: "exporter", operator: "In", values: [2, 3] },
                },
                { action: "Ignore" },
              ],
            },
          },
        },
      },
    });
    expect(JSON.stringify(cronJob)).not.toContain('"backoffLimit"');
  });

  it("gives each worker a shard of its own", () => {
    const data = objectOf("sharded", "ConfigMap")?.data ?? {};
    const secrets = { GITHUB_TOKEN: "t", DD_API_KEY: "k" };
    const shards = Array.from({ length: Number(data["SHARD_COUNT"]) }, (_, index) => {
      const loaded = load({ ...data, ...secrets, JOB_COMPLETION_INDEX: String(index) }, "run", []);
      return loaded.kind === "settings" ? loaded.settings.run.shard?.index : loaded.faults;
    });
    expect(shards).toEqual(shards.map((_, index) => index));
  });
});
