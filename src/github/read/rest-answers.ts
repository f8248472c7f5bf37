import * as z from "zod";
import type { OptionalField, PullRequest } from "../../domain/pull-request.ts";
import { accountFromRest } from "../accounts.ts";
import { GitHubError } from "../errors.ts";

const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const user = z.object({ login: z.string().min(1), type: z.string() });

/** The fields we use of https://docs.github.com/en/rest/pulls/pulls#list-pull-requests and no more. */
const pullRequests = z.array(
  z.object({
    number: z.int().positive(),
    state: z.literal("open"),
    draft: z.boolean().default(false),
    created_at: seconds,
    updated_at: seconds,
    user: user.nullable(),
    labels: z.array(z.object({ name: z.string() })),
    requested_reviewers: z.array(user.nullable()),
    requested_teams: z.array(z.object({ slug: z.string().min(1) })),
  }),
);

const repositories = z.array(
  z.object({
    id: z.int(),
    full_name: z.string().regex(/^[^/]+\/[^/]+$/),
    archived: z.boolean().default(false),
    fork: z.boolean().default(false),
    disabled: z.boolean().default(false),
    topics: z.array(z.string()).default([]),
    open_issues_count: z.int().nonnegative(),
  }),
);

export type ListedRepository = z.infer<typeof repositories>[number];

/** Open pull requests of one page. Throws GitHubError when the body is not what GitHub documents. */
export function parsePullRequests(data: unknown): PullRequest[] {
  const parsed = pullRequests.safeParse(data);
  if (!parsed.success) throw invalid("a page of pull requests", parsed.error);
  return parsed.data.map(fromRest);
}

/** Repositories of one page of an owner's listing. Throws GitHubError. */
export function parseRepositories(data: unknown): ListedRepository[] {
  const parsed = repositories.safeParse(data);
  if (!parsed.success) throw invalid("a page of repositories", parsed.error);
  return parsed.data;
}

/** The current name of one repository. Throws GitHubError. */
export function parseFullName(data: unknown): string {
  const parsed = z.object({ full_name: z.string() }).safeParse(data);
  if (!parsed.success) throw invalid("a repository", parsed.error);
  return parsed.data.full_name;
}

/** The login of a user, such as the one a token belongs to. Throws GitHubError. */
export function parseLogin(data: unknown): string {
  const parsed = z.object({ login: z.string() }).safeParse(data);
  if (!parsed.success) throw invalid("a user", parsed.error);
  return parsed.data.login;
}

/** REST knows neither review decisions nor merge queues, and checks only by a request for each pull request. */
export const UNKNOWN_TO_REST: ReadonlySet<OptionalField> = new Set(["reviewState", "checks"]);

/** What REST does not know is left at a value that nobody may read. */
function fromRest(entry: z.infer<typeof pullRequests>[number]): PullRequest {
  const reviewers = entry.requested_reviewers.filter((reviewer) => reviewer !== null);
  return {
    number: entry.number,
    createdAt: entry.created_at,
    updatedAt: entry.updated_at,
    draft: entry.draft,
    author: accountFromRest(entry.user),
    labels: entry.labels.map((label) => label.name),
    reviewers: reviewers.map((reviewer) => accountFromRest(reviewer).login),
    teams: entry.requested_teams.map((team) => team.slug),
    unnamedReviewers: entry.requested_reviewers.length - reviewers.length,
    reviewState: entry.draft ? "draft" : "no_review_required",
    checks: "none",
  };
}

export function invalid(what: string, error: z.ZodError): GitHubError {
  const issue = error.issues[0];
  const where = issue === undefined ? "" : ` at ${issue.path.join(".")}: ${issue.message}`;
  return new GitHubError(
    "invalid_answer",
    "transient",
    `GitHub sent ${what} that is not as documented${where}`,
  );
}
