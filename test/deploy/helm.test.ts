import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readYaml } from "../../src/cli/yaml-tree.ts";
import { load } from "../../src/config/load.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { CHART, ENOUGH, HAS_HELM, helm, rendered, type Values } from "./helm.ts";
import { HAS_KUBECTL, objectsOf } from "./kustomize.ts";

const NAME = "github-datadog-exporter";
const textOf = (path: string) => readFileSync(join(CHART, path), "utf8");
const manifest = JSON.parse(readFileSync(join(CHART, "../../../package.json"), "utf8"));
const schema = JSON.parse(textOf("values.schema.json"));

/** The specification of a CronJob without what only the chart says. */
function commonSpec(object: unknown) {
  const { spec } = structuredClone(object) as ReturnType<typeof cronJobOf>;
  delete spec.jobTemplate.metadata;
  const { template } = spec.jobTemplate.spec;
  delete template.metadata;
  delete template.spec.serviceAccountName;
  delete template.spec.containers[0].imagePullPolicy;
  return spec;
}

function cronJobOf(values: Values, release?: string) {
  const found = [...rendered(values, release).values()].filter(({ kind }) => kind === "CronJob");
  expect(found).toHaveLength(1);
  return found[0];
}

const podOf = (values: Values) => cronJobOf(values).spec.jobTemplate.spec.template;
const kustomized = (folder: "base" | "sharded") => objectsOf(folder).find(({ kind }) => kind === "CronJob");
const withSettings = (settings: Values): Values => ({
  settings: { ...(ENOUGH["settings"] as Values), ...settings },
});

describe("the chart", () => {
  it("has the package's version, and its image's", () => {
    expect(parse(textOf("Chart.yaml"))).toMatchObject({
      name: NAME,
      version: manifest.version,
      appVersion: manifest.version,
    });
  });

  it("has a schema for each of its values, and nothing else", () => {
    const { global: _, ...properties } = schema.properties;
    expect(Object.keys(parse(textOf("values.yaml"))).sort()).toEqual(Object.keys(properties).sort());
  });

  it("takes every setting but those that it makes itself, secrets apart", () => {
    const { settings, secrets } = schema.definitions;
    const names = [...Object.keys(settings.properties), ...Object.keys(secrets.properties)];
    const beside = SETTING_ROWS.map(({ name }) => name).filter((name) => !names.includes(name));
    expect(beside).toEqual(["INTERVAL", "SHARD", "SHARD_COUNT", "JOB_COMPLETION_INDEX"]);
    const secret = SETTING_ROWS.filter((row) => row.secret).map(({ name }) => name);
    expect(Object.keys(secrets.properties)).toEqual(secret);
  });
});

describe.skipIf(!HAS_HELM)("helm", () => {
  it("finds nothing to say against it", () => {
    const { status, stdout } = helm("lint", ENOUGH);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.not.stringContaining("[WARNING]") });
  });

  it.each([
    { what: "no repositories", values: {}, says: "settings.GITHUB_REPOSITORIES is not set" },
    { what: "a misspelt setting", values: withSettings({ DD_SIET: "x" }), says: "DD_SIET" },
    { what: "a secret among the settings", values: withSettings({ DD_API_KEY: "x" }), says: "DD_API_KEY" },
    {
      what: "a fraction, which would be cut",
      values: withSettings({ CUSTOM_METRIC_PRICE: 2.5 }),
      says: "PRICE",
    },
    { what: "a time without a unit", values: withSettings({ RUN_TIMEOUT: 240 }), says: "RUN_TIMEOUT" },
    { what: "no worker", values: { ...ENOUGH, shards: 0 }, says: "shards" },
    { what: "no Secret", values: { ...ENOUGH, secret: { existing: "" } }, says: "secret.existing is empty" },
    {
      what: "two that make the Secret",
      values: { ...ENOUGH, secret: { values: { DD_API_KEY: "x" }, external: { enabled: true } } },
      says: "take one of them",
    },
  ])("refuses $what", ({ values, says }) => {
    const { status, stderr } = helm("template", values);
    expect(status).not.toBe(0);
    expect(stderr).toContain(says);
  });
});

describe.skipIf(!HAS_HELM)("the chart's CronJob", () => {
  it("is the one of deploy/kubernetes", () => {
    expect(commonSpec(cronJobOf(ENOUGH))).toEqual(commonSpec(kustomized("base")));
  });

  it.skipIf(!HAS_KUBECTL)("with shards is the sharded one", () => {
    expect(commonSpec(cronJobOf({ ...ENOUGH, shards: 8 }))).toEqual(commonSpec(kustomized("sharded")));
    expect(rendered({ ...ENOUGH, shards: 8 }).get(`ConfigMap/${NAME}`).data).toMatchObject({
      SHARD_COUNT: "8",
    });
  });

  it.each([
    ["4m", 300],
    ["10m", 660],
    ["90s", 150],
    ["0.5h", 1_860],
    ["10500ms", 71],
  ])("with RUN_TIMEOUT=%s is ended after %d s, a minute later", (RUN_TIMEOUT, seconds) => {
    const { spec } = cronJobOf(withSettings({ RUN_TIMEOUT })).spec.jobTemplate;
    expect(spec.activeDeadlineSeconds).toBe(seconds);
  });

  it("can be told where and how to run", () => {
    const tolerations = [{ key: "batch", operator: "Exists" }];
    const affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
    };
    const values = {
      ...ENOUGH,
      image: { repository: "mirror/exporter", digest: `sha256:${"0".repeat(64)}` },
      imagePullSecrets: [{ name: "pull" }],
      extraEnv: [{ name: "HTTPS_PROXY", value: "http://proxy.example.com:3128" }],
      extraVolumes: [{ name: "ca", configMap: { name: "ca" } }],
      extraVolumeMounts: [{ name: "ca", mountPath: "/ca" }],
      nodeSelector: { pool: "batch" },
      tolerations,
      affinity,
      priorityClassName: "low",
      podAnnotations: { "example.com/a": "b" },
      podLabels: { team: "platform" },
      commonLabels: { cost: "x" },
      timeZone: "Europe/Berlin",
    };
    const { metadata, spec } = podOf(values);
    expect(metadata).toMatchObject({
      annotations: { "example.com/a": "b" },
      labels: { team: "platform", cost: "x" },
    });
    expect(spec).toMatchObject({ imagePullSecrets: [{ name: "pull" }], nodeSelector: { pool: "batch" } });
    expect(spec).toMatchObject({ tolerations, affinity, priorityClassName: "low" });
    expect(spec.containers[0]).toMatchObject({
      image: `mirror/exporter@sha256:${"0".repeat(64)}`,
      env: values.extraEnv,
      volumeMounts: [{ name: "tags" }, { name: "ca" }],
    });
    expect(spec.volumes).toHaveLength(2);
    expect(cronJobOf(values).spec.timeZone).toBe("Europe/Berlin");
  });

  it("has no token of the cluster's, nor has its account", () => {
    expect(rendered(ENOUGH).get(`ServiceAccount/${NAME}`)).toMatchObject({
      automountServiceAccountToken: false,
    });
    expect(podOf(ENOUGH).spec).toMatchObject({
      serviceAccountName: NAME,
      automountServiceAccountToken: false,
    });
    const none = { ...ENOUGH, serviceAccount: { create: false } };
    expect([...rendered(none).keys()]).not.toContain(`ServiceAccount/${NAME}`);
    expect(podOf(none).spec.serviceAccountName).toBe("default");
  });

  it("has a name that leaves room for the Job's", () => {
    const { metadata } = cronJobOf(ENOUGH, "a-release-with-a-name-of-fifty-three-characters-in-it");
    expect(metadata.name.length).toBeLessThanOrEqual(52);
    expect(cronJobOf(ENOUGH, "backlog").metadata.name).toBe(`backlog-${NAME}`);
  });
});

describe.skipIf(!HAS_HELM)("the chart's settings", () => {
  it("are right as the program reads them, however they are written", () => {
    const values = withSettings({ MAX_SERIES: 1_000_000, FAIL_ON_PARTIAL: true, FAIL_RATIO: "25%" });
    const { data } = rendered(values).get(`ConfigMap/${NAME}`);
    const loaded = load({ ...data, GITHUB_TOKEN: "t", DD_API_KEY: "k" }, "run", []);
    expect(loaded).toMatchObject({
      settings: { metrics: { maxSeries: 1_000_000 }, run: { failOnPartial: true, failRatio: 0.25 } },
    });
  });

  it("with tags have a file of them, where the Pod mounts it", () => {
    const tags = "people:\n  alice: { team: payments }\n";
    const objects = rendered({ ...ENOUGH, tags });
    const { data } = objects.get(`ConfigMap/${NAME}-tags`);
    expect(data["tags.yaml"]).toBe(tags);
    const env = { ...objects.get(`ConfigMap/${NAME}`).data, DD_API_KEY: "k" };
    expect(load(env, "run", [], readYaml(data["tags.yaml"]))).toMatchObject({ kind: "settings" });
    const [{ mountPath }] = podOf({ ...ENOUGH, tags }).spec.containers[0].volumeMounts;
    expect(env.TAGS_FILE).toBe(`${mountPath}/tags.yaml`);
  });
});

describe.skipIf(!HAS_HELM)("the chart's Secret", () => {
  const secretOf = (values: Values) => podOf(values).spec.containers[0].envFrom[1].secretRef.name;

  it("is one that is there", () => {
    expect(secretOf({ ...ENOUGH, secret: { existing: "mine" } })).toBe("mine");
    expect([...rendered(ENOUGH).keys()].filter((key) => key.includes("Secret"))).toEqual([]);
  });

  it("is made of values", () => {
    const values = { ...ENOUGH, secret: { values: { DD_API_KEY: "k-1" } } };
    expect(rendered(values).get(`Secret/${secretOf(values)}`)).toMatchObject({
      stringData: { DD_API_KEY: "k-1" },
    });
  });

  it("is made by an operator", () => {
    const remoteRef = { key: "datadog", property: "api-key" };
    const external = { enabled: true, storeRef: { name: "vault" }, keys: { DD_API_KEY: remoteRef } };
    const values = { ...ENOUGH, secret: { external } };
    const name = secretOf(values);
    expect(rendered(values).get(`ExternalSecret/${name}`)).toMatchObject({
      apiVersion: "external-secrets.io/v1",
      spec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "vault" },
        target: { name },
        data: [{ secretKey: "DD_API_KEY", remoteRef }],
      },
    });
  });
});

describe.skipIf(!HAS_HELM)("the chart's NetworkPolicy", () => {
  it("lets nothing in, and names and port 443 out, of these Pods and what is added", () => {
    const proxy = { ports: [{ protocol: "TCP", port: 3128 }] };
    const values = { ...ENOUGH, networkPolicy: { enabled: true, egress: [proxy] } };
    const { spec } = rendered(values).get(`NetworkPolicy/${NAME}`);
    expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
    expect(spec.ingress).toBeUndefined();
    expect(podOf(values).metadata.labels).toMatchObject(spec.podSelector.matchLabels);
    const ports = spec.egress.flatMap((rule: typeof proxy) => rule.ports.map(({ port }) => port));
    expect(ports).toEqual([53, 53, 443, 3128]);
  });
});
