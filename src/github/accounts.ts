import type { Account } from "../domain/item.ts";

const GHOST: Account = { login: "ghost", bot: false };

/**
 * The kinds of accounts that GraphQL has. How REST spells one of another kind nobody knows (bots are spelled differently), so an
 * answer with such a one is refused instead of guessed at: https://docs.github.com/en/graphql/reference/interfaces#actor
 */
export const ACCOUNT_KINDS = ["User", "Bot", "Organization", "Mannequin", "EnterpriseUserAccount"] as const;

/** GraphQL names these bots otherwise than REST does, which also leaves out the suffix. */
const REST_SPELLING: ReadonlyMap<string, string> = new Map([
  ["copilot-swe-agent", "Copilot"],
  ["copilot-pull-request-reviewer", "Copilot"],
]);

/** An account as REST gives it; null is a deleted one. */
export function accountFromRest(user: { readonly login: string; readonly type: string } | null): Account {
  if (user === null) return GHOST;
  return { login: user.login, bot: user.type === "Bot" || user.login === "Copilot" };
}

/** An account as GraphQL gives it, spelled as REST would: bots end in `[bot]`. */
export function accountFromGraphQL(
  actor: { readonly __typename: string; readonly login: string } | null,
): Account {
  if (actor === null) return GHOST;
  if (actor.__typename !== "Bot") return { login: actor.login, bot: false };
  return { login: REST_SPELLING.get(actor.login) ?? `${actor.login}[bot]`, bot: true };
}
