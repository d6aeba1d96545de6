const DAY_MS = 86_400_000;

/** `10:42` in the reader's own zone. `ts` is Slack's: seconds with a fraction. */
export function clockTime(ts: string): string {
  return new Date(Number(ts) * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

export function isoOf(ts: string): string {
  return new Date(Number(ts) * 1000).toISOString();
}

/** `Today`, `Yesterday`, or `Monday, 3 March`. */
export function dayName(epochMs: number, now: number): string {
  const day = new Date(epochMs).toDateString();
  if (day === new Date(now).toDateString()) {
    return 'Today';
  }
  if (day === new Date(now - DAY_MS).toDateString()) {
    return 'Yesterday';
  }
  return new Date(epochMs).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
}

/** Slack's date tokens. @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function formatDate(epochSeconds: number, format: string, now: number): string {
  const date = new Date(epochSeconds * 1000);
  const long = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  const short = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  const near = dayName(date.getTime(), now);
  const pretty = (text: string): string => (near === 'Today' || near === 'Yesterday' ? near : text);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const tokens: Readonly<Record<string, string>> = {
    date_num: date.toISOString().slice(0, 10),
    date: long,
    date_short: short,
    date_long: date.toLocaleDateString('en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    }),
    date_pretty: pretty(long),
    date_short_pretty: pretty(short),
    date_long_pretty: pretty(long),
    time,
    time_secs: date.toLocaleTimeString('en-GB'),
    ago: near,
  };
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => tokens[token] ?? whole);
}
