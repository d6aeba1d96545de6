/** The order of what was said at an instant, in epoch seconds: as wide as the stream's sequence numbers, so that the two sort together. */
export function orderOf(at: number): string {
  return String(at).padStart(40, '0');
}
