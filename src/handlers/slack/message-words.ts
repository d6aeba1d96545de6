/**
 * The words of a message without Slack's own marks, for a plain text field.
 * @see https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages
 */
export function messageWords(text: string): string {
  return text
    .replace(/<(?:@|!)[^>]*>/g, ' ') // mentions of people, groups and everybody
    .replace(/<#[^|>]*\|([^>]*)>/g, '#$1')
    .replace(/<[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[ \t]+/g, ' ')
    .trim();
}
