const COUNT = new Intl.NumberFormat("en-US");
const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const PRICE = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
});
const CENT = 0.01;
const PERCENT = 0.01;

/** `12,345`. */
export function showCount(count: number): string {
  return COUNT.format(count);
}

/** `1 request`, `12,345 requests`. */
export function showMany(count: number, one: string, many = `${one}s`): string {
  return `${showCount(count)} ${count === 1 ? one : many}`;
}

/** `$1,234.50`; what is not nothing is not shown as nothing. */
export function showDollars(dollars: number): string {
  return dollars > 0 && dollars < CENT ? "<$0.01" : DOLLARS.format(dollars);
}

/** `$5.00`, `$0.0125`: with the decimals that a price can have. */
export function showPrice(price: number): string {
  return PRICE.format(price);
}

/** A ratio from 0 to 1 as `12%`; what is not nothing is not shown as nothing. */
export function showShare(share: number): string {
  return share > 0 && share < PERCENT ? "<1%" : `${Math.round(share * 100)}%`;
}
