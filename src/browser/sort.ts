/** Lets a person sort a table by any of its columns: each heading becomes a button, and `aria-sort` says how it is. */
export function makeSortable(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    for (const node of [...head.childNodes]) button.append(node);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const ascending = nextOrder(head);
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sortRows(table, column, ascending);
    });
  }
}

/** Names from the first letter on, numbers from the greatest on; a second time the other way round. */
function nextOrder(head: HTMLTableCellElement): boolean {
  const before = head.getAttribute("aria-sort");
  if (before !== null) return before === "descending";
  return !head.classList.contains("number");
}

function sortRows(table: HTMLTableElement, column: number, ascending: boolean): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const collator = new Intl.Collator("en", { numeric: true });
  const rows = [...body.rows].map((row) => ({ row, ...keyOf(row.cells[column]) }));
  rows.sort((one, other) => {
    // What has no number stays below, whichever way the others go.
    if (one.value === undefined || other.value === undefined) {
      if (one.value !== other.value) return one.value === undefined ? 1 : -1;
      return (ascending ? 1 : -1) * collator.compare(one.text, other.text);
    }
    return (ascending ? 1 : -1) * (one.value - other.value);
  });
  for (const { row } of rows) body.append(row);
}

function keyOf(cell: HTMLTableCellElement | undefined): { text: string; value: number | undefined } {
  const value = cell?.dataset["value"];
  return { text: cell?.textContent ?? "", value: value === undefined ? undefined : Number(value) };
}
