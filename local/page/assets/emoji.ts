/** The short names that workspace apps use most; any other is shown as it is written. */
const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  alarm_clock: '⏰',
  arrow_double_up: '⏫',
  arrow_forward: '▶️',
  arrow_right: '➡️',
  arrows_counterclockwise: '🔄',
  bar_chart: '📊',
  bell: '🔔',
  bulb: '💡',
  calendar: '📅',
  chart_with_upwards_trend: '📈',
  clipboard: '📋',
  closed_lock_with_key: '🔐',
  construction: '🚧',
  double_vertical_bar: '⏸️',
  eyes: '👀',
  file_cabinet: '🗄️',
  gear: '⚙️',
  globe_with_meridians: '🌐',
  green_circle: '🟢',
  handshake: '🤝',
  heart: '❤️',
  heavy_check_mark: '✔️',
  heavy_minus_sign: '➖',
  heavy_plus_sign: '➕',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  house: '🏠',
  inbox_tray: '📥',
  incoming_envelope: '📨',
  information_source: 'ℹ️',
  key: '🔑',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  link: '🔗',
  lock: '🔒',
  love_letter: '💌',
  mag: '🔍',
  mega: '📣',
  memo: '📝',
  no_entry: '⛔',
  octagonal_sign: '🛑',
  no_entry_sign: '🚫',
  office: '🏢',
  outbox_tray: '📤',
  package: '📦',
  pencil2: '✏️',
  question: '❓',
  red_circle: '🔴',
  rewind: '⏪',
  rocket: '🚀',
  rotating_light: '🚨',
  scroll: '📜',
  shield: '🛡️',
  sparkles: '✨',
  speech_balloon: '💬',
  stopwatch: '⏱️',
  tada: '🎉',
  thinking_face: '🤔',
  unlock: '🔓',
  warning: '⚠️',
  wastebasket: '🗑️',
  wave: '👋',
  white_check_mark: '✅',
  white_circle: '⚪',
  wrench: '🔧',
  x: '❌',
  zap: '⚡',
};

/** Whether the page has a picture for this name. */
export function isKnownEmoji(name: string): boolean {
  return Object.hasOwn(EMOJI, name);
}

export function emoji(name: string): string {
  return EMOJI[name] ?? `:${name}:`;
}

export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (_whole, name: string) => emoji(name));
}
