/**
 * Reads each key once. For as long as the returned function is kept, which is one invocation or one pass and no longer: the next one has to see what
 * changed meanwhile. A failure is not remembered.
 */
export function once<T>(): (key: string, read: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, read) => {
    const found = known.get(key);
    if (found) {
      return found;
    }
    const reading = read();
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  };
}
