import type { KnownBlock } from '@slack/types';
import { SHARE_HELD } from './ids.ts';
import { type Message, section } from './message.ts';
import { clip, listed, typed } from './text.ts';

export interface FollowNoticeData {
  readonly product: string;
  readonly consumerTeam: string;
  /** Tables that are covered from now on. */
  readonly joined: readonly string[];
  /** Tables that are covered no more. */
  readonly left: readonly string[];
  /** Tables that are covered by no decision, since they are more sensitive than what was approved. */
  readonly heldBack: readonly string[];
  /** Tables that could not be linked in the consumer's account, with the reason. */
  readonly unlinked: readonly { readonly name: string; readonly why: string }[];
  readonly imported: boolean;
  readonly buttonValue: string;
}

/** A live access took tables in or let them go: to the consumer, or to the owner, who can have held-back tables asked for. */
export function followNotice(data: FollowNoticeData, audience: 'owner' | 'consumer'): Message {
  const lines = audience === 'owner' ? ownerLines(data) : consumerLines(data);
  const text = clip(lines.join('\n'), 2900);
  const canShare = audience === 'owner' && data.heldBack.length > 0;
  return { text, blocks: [section(text), ...(canShare ? [shareButton(data)] : [])] };
}

function ownerLines({ product, consumerTeam, joined, left, heldBack }: FollowNoticeData): readonly string[] {
  const team = typed(consumerTeam, 80);
  const of = typed(product, 100);
  return [
    ...(joined.length > 0
      ? [`:heavy_plus_sign: ${names(joined)} joined ${of}: ${team}, whose access is live, can read it now.`]
      : []),
    ...(left.length > 0
      ? [`:heavy_minus_sign: ${names(left)} left ${of}: ${team} cannot read it any more.`]
      : []),
    ...(heldBack.length > 0
      ? [
          `:lock: ${names(heldBack)} joined ${of} with another sensitivity than was approved. ${team} cannot read it unless you decide so.`,
        ]
      : []),
  ];
}

function consumerLines({
  product,
  joined,
  left,
  heldBack,
  unlinked,
  imported,
}: FollowNoticeData): readonly string[] {
  const of = typed(product, 100);
  const next = imported ? 'linked in your account' : 'import the access, and it is linked in your account';
  return [
    ...(joined.length > 0
      ? [
          `:heavy_plus_sign: ${names(joined)} was added to ${of}, which you follow, and is yours to read: ${next}.`,
        ]
      : []),
    ...unlinked.map(
      ({ name, why }) => `:warning: ${typed(name, 80)} could not be linked: ${typed(why, 300)}`,
    ),
    ...(left.length > 0
      ? [`:heavy_minus_sign: ${names(left)} is no longer part of ${of}, so your access to it has ended.`]
      : []),
    ...(heldBack.length > 0
      ? [
          `:lock: ${names(heldBack)} was added to ${of} with another sensitivity, so your access does not cover it. Its owners decide; or ask with \`/mesh request\`.`,
        ]
      : []),
  ];
}

function names(tables: readonly string[]): string {
  return `*${listed(
    tables.map((name) => typed(name, 80)),
    10,
  )}*`;
}

function shareButton({ buttonValue, consumerTeam }: FollowNoticeData): KnownBlock {
  return {
    type: 'actions',
    block_id: 'share-held',
    elements: [
      {
        type: 'button',
        action_id: SHARE_HELD,
        value: buttonValue,
        text: { type: 'plain_text', text: 'Decide on it…' },
        accessibility_label: clip(`Decide whether ${consumerTeam} gets what is held back`, 75),
      },
    ],
  };
}
