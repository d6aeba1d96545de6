import { IMPORT, SHARE_AGAIN } from './ids.ts';
import { type Message, section } from './message.ts';
import { listed, moment, typed } from './text.ts';

export interface InvitationData {
  readonly product: string;
  readonly tables: readonly string[];
  readonly buttonValue: string;
}

/** To those who have the access: AWS's invitation ends soon, and nobody has imported. */
export function invitationEnding(data: InvitationData & { readonly endsAt: number }): Message {
  const text = `:hourglass: ${what(data)} was granted and is not imported yet. AWS keeps its invitation open until ${moment(data.endsAt)}: import it before, or the owner has to send a new one.`;
  return withButton(text, 'invitation-ending', { ...data, action: IMPORT, label: 'Import now' });
}

/** To those who have the access: the way to import it is closed for now. */
export function invitationOver(data: InvitationData & { readonly isDeclined: boolean }): Message {
  const why = data.isDeclined ? 'was declined' : 'has expired';
  const text = `:hourglass: ${what(data)} was granted and not imported, and AWS's invitation ${why}, so that it cannot be imported now. The owner was told and can send a new one; you are told here when that is done.`;
  return { text, blocks: [section(text)] };
}

/** To the owner: the access that was given never arrived. */
export function invitationOverForOwner(
  data: InvitationData & { readonly isDeclined: boolean; readonly consumer: string },
): Message {
  const why = data.isDeclined
    ? 'its account declined the invitation'
    : 'the invitation to its account expired';
  const text = `:hourglass: *${typed(data.consumer, 80)}* was given ${what(data)} and did not import it: ${why}, so nothing can be read there. Send a new invitation if it is still wanted, or end the access.`;
  return withButton(text, 'invitation-over', {
    ...data,
    action: SHARE_AGAIN,
    label: 'Send a new invitation',
  });
}

/** To those who have the access: there is a new invitation. */
export function sharedAgain(data: InvitationData & { readonly by: string }): Message {
  const text = `:love_letter: ${data.by} had AWS send a new invitation for ${what(data)}. Import it within twelve hours, here or with \`/mesh import\`.`;
  return withButton(text, 'shared-again', { ...data, action: IMPORT, label: 'Import now' });
}

function what({ product, tables }: InvitationData): string {
  const names = listed(
    tables.map((name) => typed(name, 80)),
    5,
  );
  return `${names || 'The database'} of ${typed(product, 100)}`;
}

function withButton(
  text: string,
  block_id: string,
  {
    buttonValue,
    action,
    label,
  }: { readonly buttonValue: string; readonly action: string; readonly label: string },
): Message {
  return {
    text,
    blocks: [
      section(text),
      {
        type: 'actions',
        block_id,
        elements: [
          {
            type: 'button',
            action_id: action,
            style: 'primary',
            value: buttonValue,
            text: { type: 'plain_text', text: label },
          },
        ],
      },
    ],
  };
}
