import { spellingsOfKey } from "./private-key.ts";
import { type Environment, given } from "./reader.ts";
import { SETTING_ROWS, SETTINGS } from "./settings.ts";
import { proxyPasswords } from "./urls.ts";

/** Every secret text of the environment, in the forms in which it could come back. */
export function secretsOf(
  env: Environment,
  proxy: { readonly https?: string; readonly http?: string },
): readonly string[] {
  const credentials = SETTING_ROWS.filter((row) => row.secret).map((row) => given(env, row)?.text);
  const key = given(env, SETTINGS.appPrivateKey)?.text;
  const texts = [
    ...credentials,
    ...(key === undefined ? [] : spellingsOfKey(key)),
    ...proxyPasswords(proxy.https),
    ...proxyPasswords(proxy.http),
  ];
  return [...new Set(texts.filter((text) => text !== undefined))];
}
