import { historyMessage } from './history.ts';
import { RESTORED } from './ids.ts';
import { type Message, section } from './message.ts';
import { typed } from './text.ts';

/** For the channel of the mesh admins, as long as nobody compared a restored table with the ledger. */
export function restoredNotice(): Message {
  const text =
    ':rewind: The table of subscriptions is another one than before: it was restored to an earlier time, or a mesh admin said so. Its records may be older than what was decided, so sweeps rest: nothing is ended, reminded of or mended until a mesh admin has compared it with the ledger. Type `/mesh restored`, or `data-mesh-cli restored`. Access that is over stays on until then.';
  return { text, blocks: [section(text)] };
}

export interface DisagreementPage {
  /** Unescaped. */
  readonly lines: readonly string[];
  readonly digest: string;
  /** Records that can be brought back. */
  readonly repairable: number;
  readonly total: number;
  /** Whether sweeps rest by now. */
  readonly isStanding: boolean;
  /** What the button for the next page carries. */
  readonly more?: string;
}

/** Records that are behind the ledger, for a mesh admin, with what can be done about them. */
export function disagreementsMessage(page: DisagreementPage): Message {
  const { lines, digest, repairable, total, isStanding, more } = page;
  const count = total === 1 ? '1 record disagrees' : `${total} records disagree`;
  const button = isStanding
    ? ({
        value: digest,
        style: 'primary',
        text: { type: 'plain_text', text: repairable > 0 ? 'Repair and go on…' : 'Go on…' },
        confirm: {
          title: { type: 'plain_text', text: 'Bring the records back?' },
          text: {
            type: 'plain_text',
            text: `${repairable} records get back what the ledger says: ends are carried out again, grants shown as far as AWS holds them. Then sweeps go on.`,
          },
          confirm: { type: 'plain_text', text: 'Go on' },
          deny: { type: 'plain_text', text: 'Not yet' },
        },
      } as const)
    : ({
        value: 'begin',
        text: { type: 'plain_text', text: 'It was restored: let sweeps rest…' },
        confirm: {
          title: { type: 'plain_text', text: 'Let sweeps rest?' },
          text: {
            type: 'plain_text',
            text: 'Nothing is ended, reminded of or mended until you have compared the records and gone on.',
          },
          confirm: { type: 'plain_text', text: 'Let them rest' },
          deny: { type: 'plain_text', text: 'Not now' },
        },
      } as const);
  return historyMessage({
    title: `${count} with the ledger`,
    lines: lines.map((line) => typed(line, 600)),
    empty: 'Every record says what was decided last.',
    foot: isStanding
      ? `Comparison ${digest}. Sweeps rest until somebody goes on: here, or with \`data-mesh-cli restored --confirm ${digest}\`.`
      : 'The table is the one that it was, and sweeps go on. Only after a restore into the same table, say so here or with `data-mesh-cli restored`.',
    buttons: [{ type: 'button', action_id: RESTORED, ...button }],
    ...(more === undefined ? {} : { earlier: more, button: 'More' }),
  });
}
