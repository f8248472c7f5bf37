import { parseAppId, parseInstallationId } from "./app-ids.ts";
import { parsePrivateKey } from "./private-key.ts";
import { parseRepositories } from "./repositories.ts";
import type { Setting } from "./setting.ts";
import { parseGithubUrl } from "./urls.ts";
import { oneOf, parseBoolean, parseSecret, parseTopics } from "./values.ts";

/** What is read from GitHub, and with which credential. */
export const GITHUB_SETTINGS = {
  token: {
    name: "GITHUB_TOKEN",
    group: "GitHub",
    description:
      "Token that may read the repositories. Without it or an App only public ones can be read, by REST, with 60 requests an hour.",
    unset: "public repositories only",
    example: "github_pat_…",
    secret: true,
    parse: parseSecret,
  },
  appId: {
    name: "GITHUB_APP_ID",
    group: "GitHub",
    description:
      "Id (or client id) of a GitHub App that reads instead of a token, with `GITHUB_APP_PRIVATE_KEY`.",
    unset: "no App",
    example: "123456",
    parse: parseAppId,
  },
  appPrivateKey: {
    name: "GITHUB_APP_PRIVATE_KEY",
    group: "GitHub",
    description:
      "Private key of that App: the content of its `.pem` file, with line breaks or `\\n`, or all of it in base64.",
    unset: "no App",
    example: "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0t…",
    secret: true,
    parse: parsePrivateKey,
  },
  appInstallationId: {
    name: "GITHUB_APP_INSTALLATION_ID",
    group: "GitHub",
    description:
      "The one installation of that App to read everything through. Without it, each owner in GITHUB_REPOSITORIES is read through its own.",
    unset: "found for each owner",
    example: "45678901",
    parse: parseInstallationId,
  },
  repositories: {
    name: "GITHUB_REPOSITORIES",
    group: "GitHub",
    description:
      "What to count: `owner/name`, `owner/*` or other globs after the slash (`*`, `?`, `{a,b}`), and `!owner/legacy-*` to exclude. The last entry that matches decides. An owner is an organisation or a user.",
    example: "acme/*,!acme/legacy-*",
    requiredBy: ["run", "plan", "check"],
    parse: parseRepositories,
  },
  includeArchived: {
    name: "GITHUB_INCLUDE_ARCHIVED",
    group: "GitHub",
    description: "Whether globs also take archived repositories. One that is named in full is always taken.",
    default: "false",
    example: "true",
    parse: parseBoolean,
  },
  includeForks: {
    name: "GITHUB_INCLUDE_FORKS",
    group: "GitHub",
    description: "Whether globs also take forks. One that is named in full is always taken.",
    default: "false",
    example: "true",
    parse: parseBoolean,
  },
  topics: {
    name: "GITHUB_TOPICS",
    group: "GitHub",
    description:
      "Globs take only repositories with one of these topics. One that is named in full is always taken.",
    unset: "topics do not matter",
    example: "backend,team-payments",
    parse: parseTopics,
  },
  apiUrl: {
    name: "GITHUB_API_URL",
    group: "GitHub",
    description: "Address of the REST API; for GitHub Enterprise Server `https://HOST/api/v3`.",
    default: "https://api.github.com",
    example: "https://github.example.com/api/v3",
    parse: parseGithubUrl,
  },
  api: {
    name: "GITHUB_API",
    group: "GitHub",
    description:
      "Which API to read: `graphql`, `rest`, or `auto`, which is GraphQL where there is a token or an App.",
    default: "auto",
    example: "rest",
    parse: oneOf(["auto", "graphql", "rest"]),
  },
} as const satisfies Record<string, Setting>;
