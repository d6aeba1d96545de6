import { context, type Message, section } from './message.ts';
import { clip, typed } from './text.ts';

/** What is not well, as people read it; unescaped. */
export interface DoctorRow {
  readonly severity: 'error' | 'warning' | 'note';
  readonly check: string;
  readonly effect: string;
  readonly fix: string;
}

export interface DoctorReport {
  /** Worst first. */
  readonly rows: readonly DoctorRow[];
  /** What was looked at and is well, unescaped. */
  readonly well: readonly string[];
  /** Whose: `the whole mesh`, or names of teams. Unescaped. */
  readonly of: string;
}

/** One block a row; more than this nobody reads in a message. */
const SHOWN = 20;
const MARK = { error: ':red_circle:', warning: ':large_yellow_circle:', note: ':white_circle:' } as const;
const WORD = { error: 'Does not work', warning: 'Warning', note: 'Note' } as const;

/** What the doctor found, worst first; where nothing was found, what was looked at. */
export function doctorReport({ rows, well, of }: DoctorReport): Message {
  const looked = `Looked at and well: ${typed(listedShort(well), 1800)}`;
  if (rows.length === 0) {
    const text = `All is well with ${typed(of, 300)}.\n${looked}`;
    return { text: clip(text, 3000), blocks: [section(clip(text, 3000))] };
  }
  const shown = rows.slice(0, SHOWN);
  const more =
    rows.length > SHOWN ? [`${rows.length - SHOWN} more: \`data-mesh-cli doctor\` shows all of them.`] : [];
  const title = `*${rows.length === 1 ? '1 thing is' : `${rows.length} things are`} not well with ${typed(of, 300)}*`;
  const lines = shown.map(
    ({ severity, check, effect, fix }) =>
      `${MARK[severity]} *${WORD[severity]}*: ${typed(check, 500)}\n${typed(effect, 600)} _To do:_ ${typed(fix, 900)}`,
  );
  const end = [...more, ...(well.length > 0 ? [looked] : [])];
  return {
    text: clip([title, ...lines, ...end].join('\n'), 3900),
    blocks: [section(title), ...lines.map(section), ...end.map(context)],
  };
}

/** Ten names, and how many more. */
function listedShort(items: readonly string[]): string {
  return items.length <= LISTED
    ? `${items.join('; ')}.`
    : `${items.slice(0, LISTED).join('; ')}; and ${items.length - LISTED} more.`;
}

const LISTED = 24;
