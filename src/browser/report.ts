import { drawPlots } from "./plots.ts";
import { makeSortable } from "./sort.ts";

for (const table of document.querySelectorAll("table")) makeSortable(table);
drawPlots();
