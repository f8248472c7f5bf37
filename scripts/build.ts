import { mkdir, rm, writeFile } from "node:fs/promises";
import { bundlePage, bundleProgram, OUT } from "./bundle.ts";
import { packagesIn, renderNotices } from "./notices.ts";

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT);
const [program, page] = await Promise.all([bundleProgram(), bundlePage()]);
for (const { path, contents, text } of [...program.outputFiles, ...page.outputFiles]) {
  await writeFile(path, contents, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
}
// The page is passed on: the licences of what it carries go with it.
const carried = `/*!\n${renderNotices(await packagesIn([page.metafile])).replaceAll("*/", "* /")}*/\n`;
for (const { path, text } of page.outputFiles)
  if (path.endsWith(".js")) await writeFile(path, carried + text);
const packages = await packagesIn([program.metafile, page.metafile]);
await writeFile(`${OUT}/THIRD-PARTY-NOTICES.txt`, renderNotices(packages));
// A directory of its own: without this, Node would have to guess that its files are ES modules.
await writeFile(`${OUT}/package.json`, `${JSON.stringify({ type: "module" })}\n`);
const files = program.outputFiles.filter(({ path }) => path.endsWith(".js"));
const kilobytes = Math.ceil(files.reduce((sum, { contents }) => sum + contents.length, 0) / 1000);
process.stdout.write(`${OUT}/: ${kilobytes} kB in ${files.length} files, ${packages.length} packages\n`);
