/** The command was called wrongly; nothing was done. Exit code 2. */
export class UsageError extends Error {}
