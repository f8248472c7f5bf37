import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hostileTown } from "../support/hostile.ts";
import { openHouse } from "../support/house.ts";
import { hasChromium, startChromium } from "./chromium.ts";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

interface Tried {
  readonly page: Page;
  /** What the browser had to complain of, and what the page asked for beside itself. */
  readonly complaints: string[];
  readonly requests: string[];
}

describe.skipIf(!hasChromium())("the page in Chromium", () => {
  let directory: string;
  let browser: Browser;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "page-"));
    const closing: (() => Promise<void>)[] = [];
    const house = await openHouse({
      population: hostileTown(),
      onTestFinished: (close) => closing.push(close),
    });
    const env = { GITHUB_REPOSITORIES: "acme/*,other/*,acme/gone" };
    await house.run(env, "plan", "--html", join(directory, "report.html"));
    await Promise.all(closing.map((close) => close()));
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  async function open(colorScheme: "light" | "dark" = "light", width = 1280): Promise<Tried> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const [complaints, requests]: [string[], string[]] = [[], []];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(join(directory, "report.html")).href);
    return { page, complaints, requests };
  }

  function columnOf(page: Page, table: string, column: number): Promise<readonly string[]> {
    return page.locator(`#${table} tbody tr > :nth-child(${column})`).allTextContents();
  }

  it.each([
    { scheme: "light", width: 1280 },
    { scheme: "dark", width: 1280 },
    { scheme: "light", width: 400 },
    { scheme: "dark", width: 400 },
  ] as const)(
    "in $scheme, $width px wide, has no fault that axe finds, and complains of nothing",
    async ({ scheme, width }) => {
      const { page, complaints, requests } = await open(scheme, width);
      const found = await page.evaluate<{ violations: readonly Violation[]; passes: readonly unknown[] }>(
        `${axe.source}; axe.run(document)`,
      );
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(found.passes.length).toBeGreaterThan(20);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([page.url()]);
    },
  );

  it("is no wider than a telephone", async () => {
    const { page } = await open("light", 400);
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(wide).toBeLessThanOrEqual(400);
  });

  it("draws its plots, with a table for each", async () => {
    const { page } = await open();
    const figures = page.locator("figure");
    const count = await figures.count();
    expect(count).toBeGreaterThanOrEqual(6);
    for (let index = 0; index < count; index += 1) {
      const canvas = figures.nth(index).locator("canvas");
      expect(await canvas.getAttribute("aria-label")).toMatch(/: .* of the table below$/);
      expect((await canvas.boundingBox())?.height).toBeGreaterThan(60);
      const table = await figures.nth(index).getAttribute("data-table");
      expect(await page.locator(`table#${table} caption`).count()).toBe(1);
    }
  });

  it("draws them in other colours when the page becomes dark", async () => {
    const { page } = await open("light");
    const pixels = () => page.evaluate<string>(`document.querySelector("canvas").toDataURL()`);
    const light = await pixels();
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(pixels).not.toBe(light);
  });

  it("sorts by keyboard, and says how it is sorted", async () => {
    const { page } = await open();
    const head = page.locator("#by-author thead th").nth(1);
    const before = await columnOf(page, "by-author", 2);
    await page.locator("#by-author thead button").first().focus();
    await page.keyboard.press("Enter");
    const names = await columnOf(page, "by-author", 1);
    expect(names).toEqual([...names].sort(new Intl.Collator("en", { numeric: true }).compare));
    expect(await page.locator("#by-author thead th").first().getAttribute("aria-sort")).toBe("ascending");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await columnOf(page, "by-author", 2)).toEqual(before);
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    await page.keyboard.press("Space");
    expect((await columnOf(page, "by-author", 2)).map(Number)).toEqual(
      before.map(Number).sort((a, b) => a - b),
    );
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    expect(await page.locator("#by-author [aria-sort]").count()).toBe(1);
  });

  it("sorts ages by their length, not by their letters", async () => {
    const { page } = await open();
    await page.locator("#oldest thead button", { hasText: "age" }).click();
    const ages = (await columnOf(page, "oldest", 2)).map((text) =>
      Number.parseInt(text.replaceAll(",", ""), 10),
    );
    expect(ages.length).toBeGreaterThan(5);
    expect(ages).toEqual([...ages].sort((one, other) => other - one));
  });

  it("can be read without its script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(directory, "report.html")).href);
    expect(await page.locator("#by-repository tbody tr").count()).toBe(4);
    expect(await page.locator("figure:visible").count()).toBe(0);
  });
});
