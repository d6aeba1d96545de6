import { type Logger, LogLevel } from '@slack/bolt';

/** One JSON line per entry, with the field names that the Powertools logger of the other functions uses. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** For the public function only, where the Powertools logger would cost half of Bolt's start. */
export function createLog(
  service: string,
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Log {
  const entry =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
      write(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service, ...fields }));
  return { info: entry('INFO'), warn: entry('WARN'), error: entry('ERROR') };
}

/** Bolt's logger over ours. Its debug level prints whole requests, so it is dropped. */
export function boltLogger(log: Log): Logger {
  const join = (parts: readonly unknown[]): string => parts.map(String).join(' ').slice(0, 1000);
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn(join(parts)),
    error: (...parts) => log.error(join(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
