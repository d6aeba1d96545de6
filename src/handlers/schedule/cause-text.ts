/** What went wrong, as short as a log line needs it. */
export function causeText(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message}`.slice(0, 300) : String(error);
}
