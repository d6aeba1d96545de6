/** Which rows of how many are shown: `12`, or where there are more than these `11–20 of 32`, `21 of 21`. `from` counts from 0. */
export function pageCount(from: number, shown: number, total: number): string {
  if (total <= shown) {
    return `${total}`;
  }
  return shown > 1 ? `${from + 1}–${from + shown} of ${total}` : `${from + shown} of ${total}`;
}
