/** Fine-grained tokens and those of Apps have permissions, which GitHub does not tell, in place of scopes. */
export function isScoped(token: string): boolean {
  return !/^(github_pat_|ghs_|ghu_)/.test(token);
}

/** An installation acts for itself and is no user. */
export function isInstallation(token: string): boolean {
  return token.startsWith("ghs_");
}
