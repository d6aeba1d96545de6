import { historyMessage } from './history.ts';
import { ADOPT } from './ids.ts';
import { type Message, section } from './message.ts';
import { typed } from './text.ts';

/** For the channel of the mesh admins, as long as nobody confirmed what was here before the app. */
export function unconfirmedMessage(): Message {
  const text =
    ':package: This mesh was in use before the app. Until a mesh admin has looked at the inventory and confirmed it, nothing that was here before is ended, reminded of, mended or announced; what people ask for in Slack works as ever. Type `/mesh adopt`, or `data-mesh-cli adopt`.';
  return { text, blocks: [section(text)] };
}

export interface InventoryPage {
  /** Unescaped. */
  readonly lines: readonly string[];
  readonly digest: string;
  /** What the button for the next page carries. */
  readonly more?: string;
  /** Accesses that would end, and requests that would be shown: for the question behind the button. */
  readonly ends: number;
  readonly waiting: number;
}

/** What is in the mesh, for a mesh admin, with the button that has the app look after it. */
export function inventoryMessage({ lines, digest, more, ends, waiting }: InventoryPage): Message {
  return historyMessage({
    title: 'What is in the mesh, and what begins once you confirm it',
    lines: lines.map((line) => typed(line, 600)),
    empty: 'Nothing.',
    foot: `Inventory ${digest}. Nothing of it is ended, reminded of, mended or announced until a mesh admin confirms it: here, or with \`data-mesh-cli adopt --confirm ${digest}\`. What people ask for in Slack works already.`,
    buttons: [
      {
        type: 'button',
        action_id: ADOPT,
        value: digest,
        style: 'primary',
        text: { type: 'plain_text', text: 'Confirm…' },
        confirm: {
          title: { type: 'plain_text', text: 'Look after all of it?' },
          text: {
            type: 'plain_text',
            text: `From now on the app ends what is over (${ends} now), shows ${waiting} waiting requests to their owners, warns, reminds and tells differences. This cannot be taken back.`,
          },
          confirm: { type: 'plain_text', text: 'Confirm' },
          deny: { type: 'plain_text', text: 'Not yet' },
        },
      },
    ],
    ...(more === undefined ? {} : { earlier: more, button: 'More' }),
  });
}

/** Once, in the channel of a team: what the app looks after there from now on. */
export function adoptedMessage({
  team,
  gives,
  has,
}: {
  readonly team: string;
  readonly gives: number;
  readonly has: number;
}): Message {
  const some = (count: number) => (count === 1 ? '1 access or request' : `${count} accesses and requests`);
  const text = `:wave: From now on Mesh looks after the data access of *${typed(team, 80)}* here: ${some(gives)} to its products, ${some(has)} of its own. Requests, decisions, ends that come and differences at AWS are told in this channel; access ends on its day. \`/mesh list team\` shows it, \`/mesh help\` what can be done.`;
  return { text, blocks: [section(text)] };
}
