import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  Tooltip,
} from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

/** Pixels. */
const BAR = 26;
const AXIS = 40;
const LEGEND = 34;
const UPRIGHT = 240;
/** Width for a letter: the longest name leaves two thirds to the bars. */
const LETTER = 18;
const FEWEST_LETTERS = 16;

type Bars = ChartConfiguration<"bar", number[], string>;

/** Draws each plot from the table that it belongs to, in the colours of the page, and again when these change. */
export function drawPlots(): void {
  const charts = [...document.querySelectorAll<HTMLElement>("figure[data-table]")].flatMap(draw);
  const recolour = () => {
    for (const chart of charts) {
      colour(chart.data.datasets);
      chart.update();
    }
  };
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"])
    matchMedia(query).addEventListener("change", recolour);
}

function draw(figure: HTMLElement): readonly Chart<"bar", number[], string>[] {
  const { table: id = "", columns = "", bars = "", upright } = figure.dataset;
  const table = document.getElementById(id);
  if (!(table instanceof HTMLTableElement)) return [];
  const rows = [...(table.tBodies[0]?.rows ?? [])].slice(0, Number(bars));
  const heads = table.tHead?.rows[0]?.cells;
  const datasets = columns.split(",").map((column) => ({
    label: heads?.[Number(column)]?.textContent ?? "",
    data: rows.map((row) => Number(row.cells[Number(column)]?.dataset["value"] ?? 0)),
  }));
  figure.hidden = false;
  const most = Math.max(FEWEST_LETTERS, Math.floor(figure.clientWidth / LETTER));
  const labels = rows.map((row) => shorten(row.cells[0]?.textContent ?? "", most));
  const isUpright = upright === "true";
  const frame = document.createElement("div");
  const legend = datasets.length > 1 ? LEGEND : 0;
  frame.className = "plot";
  frame.style.height = `${isUpright ? UPRIGHT : rows.length * BAR + AXIS + legend}px`;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", figure.textContent?.trim() ?? "");
  frame.append(canvas);
  figure.prepend(frame);
  const config = configure(labels, datasets, isUpright);
  colour(config.data.datasets);
  return [new Chart(canvas, config)];
}

function configure(
  labels: string[],
  datasets: { label: string; data: number[] }[],
  isUpright: boolean,
): Bars {
  const counts = { beginAtZero: true, stacked: true, ticks: { precision: 0 }, border: { display: false } };
  const names = { stacked: true, ticks: { autoSkip: false }, grid: { display: false } };
  return {
    type: "bar",
    data: { labels, datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: isUpright ? "x" : "y",
      scales: isUpright ? { x: names, y: counts } : { x: counts, y: names },
      plugins: { legend: { display: datasets.length > 1, position: "bottom" } },
    },
  };
}

/** From the style sheet, so that a plot is as light or dark as the page. */
function colour(datasets: Bars["data"]["datasets"]): void {
  const style = getComputedStyle(document.documentElement);
  const colourOf = (name: string) => style.getPropertyValue(name).trim();
  for (const [index, dataset] of datasets.entries())
    dataset.backgroundColor = colourOf(index === 0 ? "--bar" : "--bar-2");
  Chart.defaults.color = colourOf("--quiet");
  Chart.defaults.borderColor = colourOf("--line");
}

/** Cut in the middle: what begins alike, as names of metrics do, often differs at its end. */
function shorten(name: string, most: number): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  const begin = Math.floor(most / 3);
  return `${letters.slice(0, begin).join("")}…${letters.slice(begin + 1 - most).join("")}`;
}
