import type { Account } from "../domain/item.ts";

const GHOST: Account = { login: "ghost", bot: false };

/**
 * The kinds of accounts that GraphQL has. How REST spells one of another kind nobody knows (bots are spelled differently), so an
 * answer with such a one is refused instead of guessed at: https://docs.github.com/en/graphql/reference/interfaces#actor
 */
export const ACCOUNT_KINDS = ["User", "Bot", "Organization", "Mannequin", "EnterpriseUserAccount"] as const;

/** Copilot's names in GraphQL, in events, and in REST, which leaves out the suffix. */
const COPILOT: ReadonlySet<string> = new Set([
  "copilot",
  "copilot-swe-agent",
  "copilot-pull-request-reviewer",
]);

/** An account as REST gives it; null is a deleted one. */
export function accountFromRest(user: { readonly login: string; readonly type: string } | null): Account {
  if (user === null) return GHOST;
  const bot = user.type === "Bot" || user.login === "Copilot";
  return { login: bot ? botLogin(user.login) : user.login, bot };
}

/** An account as GraphQL gives it, spelled as REST would: bots end in `[bot]`. */
export function accountFromGraphQL(
  actor: { readonly __typename: string; readonly login: string } | null,
): Account {
  if (actor === null) return GHOST;
  const bot = actor.__typename === "Bot";
  return { login: bot ? botLogin(actor.login) : actor.login, bot };
}

/** One spelling for a bot, whichever API names it. */
function botLogin(login: string): string {
  const name = login.replace(/\[bot\]$/, "");
  return COPILOT.has(name.toLowerCase()) ? "Copilot" : `${name}[bot]`;
}
