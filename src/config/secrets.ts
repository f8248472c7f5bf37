import { spellingsOfKey } from "./private-key.ts";
import { type Environment, given } from "./reader.ts";
import type { Setting } from "./setting.ts";
import { SETTING_ROWS, SETTINGS } from "./settings.ts";
import { parseProxy, proxyPasswords } from "./urls.ts";

/** Shorter ones, such as the dummy key of a relay, may occur anywhere. */
const LEAST_LENGTH = 16;

/** The variable whose secret a text holds, in any case of its letters: tags are sent in lower case. */
export function secretHeldIn(env: Environment, text: string): string | undefined {
  const lower = text.toLowerCase();
  const isHeld = (row: Pick<Setting, "name" | "aliases">) =>
    textsOf(env, row).some((secret) => secret.length >= LEAST_LENGTH && lower.includes(secret.toLowerCase()));
  return SETTING_ROWS.find((row) => row.secret && isHeld(row))?.name;
}

/** Every setting that holds the value of a secret of another setting. */
export function misplacedSecrets(env: Environment): readonly { row: Setting; secret: string }[] {
  return SETTING_ROWS.filter((row) => !row.secret && !PROXIES.has(row)).flatMap((row) => {
    const [secret] = textsOf(env, row).flatMap((text) => secretHeldIn(env, text) ?? []);
    return secret === undefined ? [] : [{ row, secret }];
  });
}

function textsOf(env: Environment, { name, aliases = [] }: Pick<Setting, "name" | "aliases">): string[] {
  return [name, ...aliases].flatMap((one) => given(env, { name: one })?.text ?? []);
}

/** A password belongs in their addresses. */
const PROXIES: ReadonlySet<Setting> = new Set([SETTINGS.httpsProxy, SETTINGS.httpProxy]);

/** Every secret text of the environment, in the forms in which it could come back; nothing in it need be right. */
export function secretsIn(env: Environment): readonly string[] {
  const textsIn = (row: Pick<Setting, "name" | "aliases">) => textsOf(env, row);
  const proxies = [...PROXIES].flatMap(textsIn).map(parseProxy);
  const texts = [
    ...SETTING_ROWS.filter((row) => row.secret).flatMap(textsIn),
    ...textsIn(SETTINGS.appPrivateKey).flatMap(spellingsOfKey),
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
