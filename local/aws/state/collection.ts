/** Names one kind of thing that the stand-in remembers, and says what its values are. */
export interface Collection<T> {
  readonly name: string;
  /** The journal gives back what was put under this name, so a value that is there is a `T`. */
  holds(value: unknown): value is T;
}

export function collection<T>(name: string): Collection<T> {
  return { name, holds: (value): value is T => value !== undefined };
}
