/** Cuts a list into slices of at most `length`, in order. */
export function slices<Item>(items: readonly Item[], length: number): Item[][] {
  const cut: Item[][] = [];
  for (let start = 0; start < items.length; start += length) cut.push(items.slice(start, start + length));
  return cut;
}
