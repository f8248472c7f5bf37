import { describe, expect, it } from "vitest";
import { accountFromGraphQL, accountFromRest } from "../../src/github/accounts.ts";

/** One account as each API spells it, and as this program does. */
const accounts = [
  ["a user", { type: "User", login: "Alice" }, { __typename: "User", login: "Alice" }, "Alice", false],
  [
    "a bot",
    { type: "Bot", login: "renovate[bot]" },
    { __typename: "Bot", login: "renovate" },
    "renovate[bot]",
    true,
  ],
  [
    "Copilot's agent",
    { type: "Bot", login: "Copilot" },
    { __typename: "Bot", login: "copilot-swe-agent" },
    "Copilot",
    true,
  ],
  [
    "Copilot, spelled as a user",
    { type: "User", login: "Copilot" },
    { __typename: "Bot", login: "copilot-swe-agent" },
    "Copilot",
    true,
  ],
  [
    "Copilot as a reviewer",
    { type: "Bot", login: "Copilot" },
    { __typename: "Bot", login: "copilot-pull-request-reviewer" },
    "Copilot",
    true,
  ],
  [
    "Copilot as a reviewer, with the suffix",
    { type: "Bot", login: "copilot-pull-request-reviewer[bot]" },
    { __typename: "Bot", login: "Copilot" },
    "Copilot",
    true,
  ],
  [
    "an imported one",
    { type: "Mannequin", login: "old" },
    { __typename: "Mannequin", login: "old" },
    "old",
    false,
  ],
  [
    "a user named like a bot",
    { type: "User", login: "renovate" },
    { __typename: "User", login: "renovate" },
    "renovate",
    false,
  ],
  ["a deleted one", null, null, "ghost", false],
] as const;

describe("an account", () => {
  it.each(accounts)("is the same by both APIs: %s", (_, rest, graphql, login, bot) => {
    expect(accountFromRest(rest)).toEqual({ login, bot });
    expect(accountFromGraphQL(graphql)).toEqual({ login, bot });
  });

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("can be called %s", (login) => {
    const right = { login: `${login}[bot]`, bot: true };
    expect(accountFromGraphQL({ __typename: "Bot", login })).toEqual(right);
  });
});
