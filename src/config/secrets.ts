import { spellingsOfKey } from "./private-key.ts";
import { type Environment, given } from "./reader.ts";
import type { Setting } from "./setting.ts";
import { SETTING_ROWS, SETTINGS } from "./settings.ts";
import { parseProxy, proxyPasswords } from "./urls.ts";

/** Every secret text of the environment, in the forms in which it could come back; nothing in it need be right. */
export function secretsIn(env: Environment): readonly string[] {
  const textsOf = ({ name, aliases = [] }: Pick<Setting, "name" | "aliases">) =>
    [name, ...aliases].flatMap((one) => given(env, { name: one })?.text ?? []);
  const proxies = [SETTINGS.httpsProxy, SETTINGS.httpProxy].flatMap(textsOf).map(parseProxy);
  const texts = [
    ...SETTING_ROWS.filter((row) => row.secret).flatMap(textsOf),
    ...textsOf(SETTINGS.appPrivateKey).flatMap(spellingsOfKey),
    ...proxies.flatMap((proxy) => (proxy.ok ? proxyPasswords(proxy.value) : [])),
  ];
  return [...new Set(texts)].filter((text) => !isInName(text));
}

/** A part of a variable's name, such as `github`, is no secret, and no message could name the variable without it. */
function isInName(text: string): boolean {
  return NAMES.some((name) => name.includes(text.toUpperCase()));
}

const NAMES = SETTING_ROWS.flatMap(({ name, aliases = [] }) => [name, ...aliases]).map((name) =>
  name.toUpperCase(),
);
