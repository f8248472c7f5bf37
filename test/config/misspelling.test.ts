import { expect, it } from "vitest";
import { load } from "../../src/config/load.ts";
import { renderMisspelling } from "../../src/config/render.ts";

it("tells beside the faults which variable was probably meant to be the missing one", () => {
  const loaded = load({ GITHUB_REPOSITORYS: "acme/*", DD_API_KEY: "0123456789abcdef" }, "run", []);
  expect(loaded.kind).toBe("faults");
  expect(loaded.warnings.map(renderMisspelling)).toEqual([
    "GITHUB_REPOSITORYS is set, but is no setting. Did you mean GITHUB_REPOSITORIES?",
  ]);
});
