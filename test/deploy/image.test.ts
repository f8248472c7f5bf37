import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { objectsOf } from "./kustomize.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A Dockerfile's instructions, comments left out. */
function instructions(): readonly string[] {
  const lines = readFileSync(join(ROOT, "Dockerfile"), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

/** The instructions of the last stage: what is in the image. */
function lastStage(): readonly string[] {
  const all = instructions();
  return all.slice(all.findLastIndex((line) => line.startsWith("FROM ")));
}

function argumentsOf(instruction: string): readonly string[] {
  return lastStage()
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1));
}

describe("the image", () => {
  it("is built in a stage of its own, and both run on the same Node.js", () => {
    const stages = instructions().filter((line) => line.startsWith("FROM "));
    expect(stages).toEqual(["FROM node:24-alpine AS build", "FROM node:24-alpine"]);
  });

  it("holds the built program with the third-party notices, and nothing else of the repository", () => {
    expect(argumentsOf("COPY")).toEqual(["--from=build /build/dist ./dist"]);
    expect(argumentsOf("ADD")).toEqual([]);
    expect(argumentsOf("RUN")).toEqual([]);
  });

  it("starts the program itself, so that signals reach it and no shell is needed", () => {
    expect(argumentsOf("ENTRYPOINT").map((text) => JSON.parse(text))).toEqual([
      ["node", "/app/dist/main.js"],
    ]);
    expect(argumentsOf("CMD").map((text) => JSON.parse(text))).toEqual([["run"]]);
  });

  it("runs as the user, not root, that the CronJob names", () => {
    const [user] = argumentsOf("USER");
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(JSON.stringify(objectsOf("base"))).toContain(`"runAsUser":${user?.split(":")[0]}`);
  });

  it("knows no setting, and so no secret", () => {
    const text = instructions().join("\n");
    expect(SETTING_ROWS.filter((row) => text.includes(row.name))).toEqual([]);
  });

  it("is built from a list of what may be in it, on which no file with secrets can be", () => {
    const lines = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
    const [first, ...allowed] = lines.filter((line) => line !== "" && !line.startsWith("#"));
    expect(first).toBe("*");
    expect(allowed.every((line) => line.startsWith("!"))).toBe(true);
    expect(allowed.filter((line) => /env|\*/.test(line))).toEqual([]);
  });
});
