import type { RunOptions } from "../export.ts";
import type { Follower } from "../ports.ts";
import { hostOf, parseHost } from "./github-host.ts";
import type { Planned } from "./planned.ts";
import { startReport } from "./report/report.ts";
import type { Session } from "./session.ts";

/** What is asked of the page. */
export interface PageOptions {
  readonly file: string;
  /** Where its links lead, if not to the host of GITHUB_API_URL. */
  readonly githubHost?: string | undefined;
  /** Takes secrets out of a text. */
  readonly hide: (text: string) => string;
}

/** The page while the plan is made, or one sentence why there cannot be one. */
export type OpenedPage =
  | {
      readonly ok: true;
      readonly follower: Follower;
      /** Gives one sentence where the file cannot be written after all. */
      write(planned: Planned): Promise<string | undefined>;
      /** Leaves no trace of a page that was not written. */
      giveUp(): Promise<void>;
    }
  | { readonly ok: false; readonly problem: string };

/** Makes sure that the page can be written, before GitHub is asked for anything. */
export async function openPage(
  { file, githubHost, hide }: PageOptions,
  { settings, log }: Session,
  options: RunOptions,
  startedAt: number,
): Promise<OpenedPage> {
  const { apiUrl } = settings.github;
  const host = parseHost(githubHost ?? hostOf(apiUrl));
  if (!host.ok) return refuse(`--github-host ${host.problems[0]?.problem}. For example: github.example.com`);
  // A host that somebody names is GitHub itself, or as good as that; a stand-in on loopback has no https.
  const protocol = githubHost === undefined ? new URL(apiUrl).protocol : "https:";
  const webUrl = `${protocol}//${host.value}`;
  try {
    const report = await startReport(file, webUrl, Math.floor(startedAt / 1000), options, hide);
    return {
      ok: true,
      follower: report.follower,
      async write(planned) {
        try {
          await report.write(withoutSecrets(planned, hide));
          log.info({ event: "page_written", file }, "the page is written: open it in a browser");
          return undefined;
        } catch (error) {
          return unwritable(file, error);
        }
      },
      giveUp: report.giveUp,
    };
  } catch (error) {
    return refuse(unwritable(file, error));
  }
}

/** What GitHub says of a failure may repeat what it was sent, and in HTML that is spelled in another way. */
function withoutSecrets(planned: Planned, hide: PageOptions["hide"]): Planned {
  const { prepared } = planned;
  const { photograph } = prepared;
  const failures = photograph.failures.map((failed) => ({ ...failed, message: hide(failed.message) }));
  return { ...planned, prepared: { ...prepared, photograph: { ...photograph, failures } } };
}

function refuse(problem: string): OpenedPage {
  return { ok: false, problem };
}

function unwritable(file: string, error: unknown): string {
  return `--html: ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
}
