/** Slack's whole escaping rule for mrkdwn: three characters, once. @see https://docs.slack.dev/messaging/formatting-message-text */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Formatting characters where they could begin or end something; between letters they mean nothing, and `order_items` can be copied as it is. */
const MARKS = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;

/** Text that a person typed, safe inside mrkdwn: escaped, and with its formatting characters kept from taking effect. */
export function typed(text: string, limit = 2000): string {
  return escapedWithin(text, limit).replace(MARKS, (mark) => `${mark}\u200b`);
}

/** Escaping makes text longer: cut so that the escaped form fits, between characters and never inside an entity. */
function escapedWithin(text: string, limit: number): string {
  let escaped = '';
  for (const character of clip(text, limit)) {
    const next = escapeMrkdwn(character);
    if (escaped.length + next.length > limit) {
      return `${escaped.slice(0, limit - 1).replace(/&[a-z]*$/, '')}…`;
    }
    escaped += next;
  }
  return escaped;
}

/** Cuts at `limit` code points, as Slack counts, and says so with an ellipsis. */
export function clip(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

/** Ends what people wrote, so that the next sentence does not run into it. */
export function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** `<@U…>`: built from ids only; anything that is not an id is shown as text. */
export function mention(user: string): string {
  return /^[UW][A-Z0-9]+$/.test(user) ? `<@${user}>` : typed(user, 80);
}

export function mentionGroup(group: string): string {
  return /^S[A-Z0-9]+$/.test(group) ? `<!subteam^${group}>` : typed(group, 80);
}

/** A moment in the reader's own zone, with the ISO form for clients that cannot. */
export function moment(epochSeconds: number): string {
  if (!Number.isFinite(epochSeconds) || Math.abs(epochSeconds) > 8e12) {
    return 'at an unknown time'; // the library writes dates as text, and some are not dates
  }
  const iso = new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(epochSeconds)}^{date_short_pretty} at {time}|${iso} UTC>`;
}

/** `a`, `a and b`, `a, b and c`, `a, b and 7 more`. */
export function listed(items: readonly string[], most = 10): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : [...items];
  const last = shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}
