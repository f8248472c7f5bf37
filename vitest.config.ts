import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // Much of the time is spent waiting for loopback servers; two keep two cores busy.
    maxWorkers: 2,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // They only run as a process of its own, which test/main.test.ts and test/action/action.test.ts start, or in a browser (test/browser).
      exclude: ["src/main.ts", "src/action.ts", "src/cli/process.ts", "src/browser/**"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { statements: 95, lines: 95, functions: 95, branches: 90 },
    },
  },
});
