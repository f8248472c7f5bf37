/** What the tables of a page hold: by the table's id, its rows of cells, as they are read. */
export function tablesOf(page: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  return new Map(
    [...page.matchAll(/<table id="([\w-]+)">.*?<tbody>(.*?)<\/tbody>/gs)].map(([, id = "", body = ""]) => [
      id,
      [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
        [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) => textOf(cell)),
      ),
    ]),
  );
}

function textOf(cell: string): string {
  const entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  return cell
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (found) => entities[found as keyof typeof entities]);
}
