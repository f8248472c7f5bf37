import type { GitHubSandbox } from "../github/types.ts";
import { replayAt } from "../history/replay.ts";
import { fullToken } from "../tokens.ts";
import { runProgram } from "./program.ts";
import { ownerPatterns } from "./visit.ts";

/** Where the demo's page goes, from where it is started. */
export const PAGE = "demo-report.html";

/** Has the program write a page about an instant of the past, whose links lead to the real pull requests. Throws where it fails. */
export async function writePage(instant: string, github: GitHubSandbox, path = PAGE): Promise<void> {
  github.population = replayAt(instant);
  const { exitCode, stderr } = await runProgram(
    {
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: fullToken.token,
      GITHUB_REPOSITORIES: ownerPatterns(instant),
    },
    ["plan", "--html", path, "--github-host", "github.com"],
  );
  github.reset();
  if (exitCode !== 0) throw new Error(`plan --html ended with ${exitCode}: ${stderr.trim()}`);
}
